import { defaultPolicies, type Strategy } from '@altsparse/core';
import { granetDefaults } from './defaults.ts';
import { commonParts } from './moves.ts';
import type { GranetOptions } from './options.ts';

/**
 * GraNet (Liu et al., 2021): after every so many updates, prune to the ramp's sparsity by magnitude over all layers, then
 * exchange a falling share of each layer's weights for those with the largest dense gradient. Pruned weights are zero.
 *
 * @param options - Each may be left out.
 * @returns A strategy for one sub-net; several of them share weights as in AST.
 * @example
 * train({ model, network, stages: [{ subnets: [0.9], strategy: granet({ every: 1000 }), data, length: epochs(160) }] });
 */
export function granet(options: GranetOptions = {}): Strategy {
  const all = { ...granetDefaults, ...options };
  return { name: 'granet', ...commonParts(all, 'afterUpdate'), policies: defaultPolicies };
}
