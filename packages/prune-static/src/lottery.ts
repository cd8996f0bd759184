import {
  atTarget,
  keepAll,
  keptCount,
  magnitude,
  pruneTo,
  type Round,
  type RoundsRequest,
  type Strategy,
} from '@altsparse/core';
import { lotteryDefaults } from './defaults.ts';
import type { LotteryOptions } from './options.ts';

/**
 * Lottery ticket (Frankle and Carbin, 2019): the stage is run dense; then, round by round, a share of the remaining
 * weights with the smallest |w| of all layers goes, the others go back to what they were, and the stage is run again. The
 * last round prunes as many as leave the target exactly. A stage of 160 epochs at 90 % is 12 times as long: 1 + 11.
 *
 * @param options - Each may be left out.
 * @returns A strategy for any number of sub-nets; one that is at its target stays there while others go on.
 * @example
 * train({ model, network, stages: [{ subnets: [0.9], strategy: lottery(), data, length: epochs(160) }] });
 */
export function lottery(options: LotteryOptions = {}): Strategy {
  const { share, rewindTo } = { ...lotteryDefaults, ...options };
  const name = 'lottery';
  const dense: Strategy = { name, initialSparsity: 0, initial: keepAll, moves: [] };
  const pruned: Strategy = { ...dense, initialSparsity: atTarget, initial: pruneTo({ score: magnitude }) };
  return {
    ...dense,
    rounds: (request) => roundsOf(request, share, dense, { strategy: pruned, rewindTo }),
    invariants: ['exactCount', 'layerCounts', 'fixedMask', 'nested'],
  };
}

function roundsOf(
  { targets, weights }: RoundsRequest,
  share: number,
  dense: Strategy,
  later: Pick<Round, 'strategy' | 'rewindTo'>,
): Round[] {
  const chains = targets.map((target) => remainingWeights(weights, keptCount(weights, target), share));
  const count = Math.max(...chains.map((chain) => chain.length));
  return Array.from({ length: count }, (_, round) => {
    const sparsities = chains.map((chain) => 1 - (chain[round] ?? chain.at(-1) ?? weights) / weights);
    return { name: `round ${round} of ${count - 1}`, sparsities, ...(round === 0 ? { strategy: dense } : later) };
  });
}

/**
 * How many weights remain in each round, the dense one first: each prunes ⌈share · remaining⌉, the last one only down to
 * `last`.
 *
 * @example
 * remainingWeights(10, 3, 0.2) // => [10, 8, 6, 4, 3]
 */
export function remainingWeights(all: number, last: number, share: number): number[] {
  const chain = [all];
  for (let left = all; left > last; chain.push(left)) left = Math.max(last, left - Math.ceil(share * left));
  return chain;
}
