import type { Strategy } from '@altsparse/core';
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
  const { elsewhere, nowhere, grown, slots } = all;
  return { name: 'ast', ...commonParts(all, 'update'), policies: { elsewhere, nowhere, grown, slots } };
}
