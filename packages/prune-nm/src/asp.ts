import { atTarget, type Strategy } from '@altsparse/core';
import { aspDefaults } from './defaults.ts';
import { checkTargets, patternsBySubnet, patternText } from './groups.ts';
import type { AspOptions } from './options.ts';
import { sparsifyAll } from './sparsify.ts';

/**
 * ASP (Mishra et al., 2021): the largest |w| of each group stay, chosen once from a trained net; then the net is
 * fine-tuned under that mask. Use it for a stage that starts from a dense one (`start: 'previous'`, or `init`).
 *
 * @param options - Each may be left out.
 * @example
 * const dense = { name: 'dense', initialSparsity: 0, initial: keepAll, moves: [] };
 * const stages = [{ subnets: [0], strategy: dense, … }, { subnets: [0.5], strategy: asp(), start: 'previous', … }];
 */
export function asp(options: AspOptions = {}): Strategy {
  const all = { ...aspDefaults, ...options };
  return {
    name: 'asp',
    initialSparsity: atTarget,
    initial: sparsifyAll(patternsBySubnet(all, 'fixed'), patternText(all)),
    moves: [],
    invariants: ['fixedMask', 'layerCounts', 'pattern'],
    checkTargets: checkTargets(all),
  };
}
