import {
  decaysByName,
  exchange,
  keepAll,
  type Move,
  pruneTo,
  rampsByName,
  type Strategy,
  uniform,
} from '@altsparse/core';
import { astNmDefaults } from './defaults.ts';
import { checkTargets, groupOf, patternsBySubnet, patternText, sparsityOfGroup } from './groups.ts';
import type { AstNmOptions, Settled } from './options.ts';

/**
 * AST over N:M groups (NeurIPS 2022, Table 4): each sub-net has a group of its own. At its updates the share of
 * sparse groups rises from 0 to 1, those with the smallest Σ|w| first; then a share of the dense groups with the smallest
 * Σ|w| become sparse, and as many sparse ones with the largest Σ|gradient| dense. In the end every group is sparse.
 *
 * @param options - Each may be left out.
 * @example
 * train({ model, network, stages: [{ subnets: [0.5, 0.75], strategy: astNm(), data, length: epochs(200) }] });
 */
export function astNm(options: AstNmOptions = {}): Strategy {
  const all = { ...astNmDefaults, ...options };
  const { every, offset, start, until, end, elsewhere, nowhere, grown, slots } = all;
  return {
    name: 'ast-nm',
    initialSparsity: 0,
    initial: keepAll,
    timetable: { every, offset, start, until, end, place: 'update' },
    moves: movesOf(all),
    policies: { elsewhere, nowhere, grown, slots },
    invariants: ['pattern'],
    checkTargets: checkTargets(all),
  };
}

function movesOf(options: Settled<AstNmOptions>): readonly Move[] {
  const pattern = patternsBySubnet(options, options.within);
  const { ramp, scope, share, floor, decay } = options;
  const prune = pruneTo({ ramp: rampsByName[ramp], scope: scope === 'layer' ? uniform : scope, pattern });
  const swap = exchange({ share, floor, decay: decaysByName[decay], pattern });
  const facts = { pattern: patternText(options) };
  return [exactly(prune, options), swap].map((move) => ({ ...move, facts: { ...move.facts, ...facts } }));
}

/** A target may be written with fewer digits than its group's sparsity has: the ramp ends at the group's. */
function exactly(prune: Move, options: Settled<AstNmOptions>): Move {
  return {
    ...prune,
    apply(view, state) {
      const targetSparsity = sparsityOfGroup(groupOf(options, view.subnet, view.targetSparsity));
      return prune.apply({ ...view, targetSparsity }, state);
    },
  };
}
