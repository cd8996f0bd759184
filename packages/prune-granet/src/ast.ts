import { type Invariant, keepAll, type Move, type Strategy } from '@altsparse/core';
import { completelySubset, ofFirst } from './completely-subset.ts';
import { astDefaults } from './defaults.ts';
import { commonParts } from './moves.ts';
import type { AstOptions } from './options.ts';

/**
 * Alternating sparse training (NeurIPS 2022, Algorithm 1): N GraNets over one set of weights, each with its own target and
 * offset; masks change after the backward pass and before the update. All sub-nets start from one random draw, and a
 * weight that one of them drops stays as it is while another has it.
 *
 * @param options - Each may be left out.
 * @example
 * train({ model, network, stages: [{ subnets: [0.9, 0.95, 0.98], strategy: ast(), data, length: epochs(160) }] });
 */
export function ast(options: AstOptions = {}): Strategy {
  const all = { ...astDefaults, ...options };
  const { elsewhere, nowhere, grown, slots, clock, relation } = all;
  const { initial, timetable, moves, invariants, ...parts } = commonParts(all, all.place);
  const [prune, exchange] = moves;
  return {
    name: 'ast',
    ...parts,
    initial: all.firstMasks === 'first' && initial !== keepAll ? firstAlone(initial) : initial,
    timetable: { ...timetable, clock },
    moves: relation === 'cs' ? [prune, ofFirst(exchange)] : moves,
    ...(relation === 'cs' && { relation: completelySubset }),
    invariants: promisesOf(all, invariants),
    policies: { elsewhere, nowhere, grown, slots },
  };
}

/** Counts hold for sub-nets that start at their own; a child of CS may be cut to its parent's count between its updates. */
function promisesOf(
  { relation, firstMasks, initialSparsity }: AstOptions,
  counts: readonly Invariant[],
): readonly Invariant[] {
  if (relation === 'cs') return ['nested'];
  return firstMasks === 'first' && initialSparsity !== 0 ? [] : counts;
}

/** The first sub-net's mask by this move; the others are dense until their first update. */
function firstAlone(move: Move): Move {
  const facts = { ...move.facts, keep: `first sub-net ${move.facts?.keep ?? move.name}, others all weights` };
  return { ...move, facts, apply: (view, state) => (view.subnet === 0 ? move : keepAll).apply(view, state) };
}
