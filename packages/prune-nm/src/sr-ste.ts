import { atTarget, type Strategy } from '@altsparse/core';
import { srSteDefaults } from './defaults.ts';
import { checkTargets, patternsBySubnet, patternText } from './groups.ts';
import type { SrSteOptions } from './options.ts';
import { sparsifyAll } from './sparsify.ts';

/**
 * SR-STE (Zhou et al., 2021): before every forward pass the largest |w| of each group are chosen anew; every weight gets
 * the gradient of the sparse net, and one that is pruned λ · w more: g + λ · (1 − mask) · w. Weights stay dense.
 *
 * With several sub-nets a weight is pulled only where no sub-net has it.
 *
 * @param options - Each may be left out.
 * @example
 * train({ model, network, stages: [{ subnets: [0.5], strategy: srSte(), data, length: epochs(120) }] });
 */
export function srSte(options: SrSteOptions = {}): Strategy {
  const all = { ...srSteDefaults, ...options };
  const move = sparsifyAll(patternsBySubnet(all, 'recompute'), patternText(all));
  return {
    name: 'sr-ste',
    initialSparsity: atTarget,
    initial: move,
    timetable: { every: all.every, place: 'forward' },
    moves: [move],
    gradient: 'straightThrough',
    policies: { nowhere: { decay: all.decay }, grown: { value: 'keep', slot: 'keep' } },
    invariants: ['layerCounts', 'pattern'],
    checkTargets: checkTargets(all),
  };
}
