import {
  atTarget,
  countPromise,
  cutTo,
  distributionsByName,
  growTo,
  largestBy,
  type MaskView,
  type Move,
  magnitude,
  type ResizeOptions,
  type Strategy,
} from '@altsparse/core';
import { boundsText, lowerAt, upperAt } from './bounds.ts';
import { mestDefaults, mestEmDefaults, mestEmSDefaults } from './defaults.ts';
import { importance } from './importance.ts';
import type { MestOptions } from './options.ts';

/**
 * Memory-Economic Sparse Training (Yuan et al., 2021): before the forward pass of some steps each layer is pruned beyond the
 * target by importance, and grown back at random.
 *
 * @param options - Each may be left out.
 * @example
 * train({ model, network, stages: [{ subnets: [0.9], strategy: mest(), data, length: epochs(160) }] });
 */
export function mest(options: MestOptions = {}): Strategy {
  return mestStrategy('mest', { ...mestDefaults, ...options });
}

/**
 * MEST with elastic mutation: what is pruned beyond the target becomes less, phase by phase, and nothing in the last.
 *
 * @param options - Each may be left out.
 */
export function mestEm(options: MestOptions = {}): Strategy {
  return mestStrategy('mest-em', { ...mestEmDefaults, ...options });
}

/**
 * MEST with elastic mutation and a soft memory bound: masks are denser than the target at first, and at it in the last
 * phase.
 *
 * @param options - Each may be left out.
 */
export function mestEmS(options: MestOptions = {}): Strategy {
  return mestStrategy('mest-em-s', { ...mestEmSDefaults, ...options });
}

function mestStrategy(name: string, options: Required<MestOptions>): Strategy {
  const { every, offset, start, end, lambda, grown } = options;
  return {
    name,
    initialSparsity: atTarget,
    initial: firstMask(options),
    timetable: { every, offset, start, until: end, end, place: lambda === 0 ? 'forward' : 'update' },
    moves: movesOf(options),
    policies: { grown },
    invariants: [...countPromise(options.overrides), ...(isSteady(options) ? (['layerCounts'] as const) : [])],
  };
}

/** Do all phases grow to the same? */
function isSteady({ phases }: Required<MestOptions>): boolean {
  return new Set(phases.map(({ growTo: bound }) => JSON.stringify(bound))).size === 1;
}

/** By the size of the random weights, where the first phase grows to. */
function firstMask(options: Required<MestOptions>): Move {
  const cut = cutTo({
    ...spreadOf(options),
    sparsity: (view) => upperAt(options.phases, 0, view.targetSparsity),
  });
  return {
    ...cut,
    facts: { ...cut.facts, keep: largestBy(magnitude), at: `at ${boundsText(options.phases.slice(0, 1), 'growTo')}` },
    apply: (view, state) => cut.apply({ ...view, mask: new Uint8Array(view.mask.length).fill(1) }, state),
  };
}

function movesOf(options: Required<MestOptions>): Move[] {
  const { phases, lambda } = options;
  const at = (bound: typeof upperAt) => (view: MaskView) => bound(phases, view.event.progress, view.targetSparsity);
  const ramp = phases.length > 1 ? { ramp: `${phases.length} phases` } : {};
  const cut = cutTo({ ...spreadOf(options), sparsity: at(lowerAt), score: importance(lambda) });
  const grow = growTo({ ...spreadOf(options), sparsity: at(upperAt) });
  return [
    { ...cut, facts: { ...cut.facts, ...ramp, drop: `${cut.facts?.drop}, to ${boundsText(phases, 'pruneTo')}` } },
    {
      ...grow,
      facts: { ...grow.facts, ...ramp, grow: `${grow.facts?.grow}, to ${boundsText(phases, 'growTo')}` },
      sparsityAt: (progress, _, target) => upperAt(phases, progress, target),
    },
  ];
}

function spreadOf({ distribution, overrides }: Required<MestOptions>): Omit<ResizeOptions, 'sparsity'> {
  return {
    distribution: typeof distribution === 'string' ? distributionsByName[distribution] : distribution,
    overrides,
  };
}
