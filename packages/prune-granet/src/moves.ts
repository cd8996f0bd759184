import {
  countPromise,
  decaysByName,
  distributionsByName,
  exchange,
  gradientMagnitude,
  gradientOf,
  type Invariant,
  keepAll,
  keepSome,
  type Move,
  type Place,
  pruneTo,
  rampsByName,
  randomScore,
  type Score,
  type Timetable,
} from '@altsparse/core';
import type { GranetOptions, GrowName } from './options.ts';

/**
 * |g| where the mask of the forward pass was 1, else 0: a gradient taken through the mask, as in the released code of the
 * paper. Only weights dropped a moment ago can come back by it; zeros tie, and go to the lower index.
 */
const forwardGradient: Score = {
  name: 'forward-gradient',
  needs: ['gradient'],
  score: (view) => gradientOf(view).map((one, i) => Math.abs(one) * (view.before[i] as number)),
};

const grownBy: Readonly<Record<GrowName, Score>> = {
  'gradient-magnitude': gradientMagnitude,
  'forward-gradient': forwardGradient,
  random: randomScore,
};

/** What the strategies of this package have in common. */
export interface CommonParts {
  /** Sparsity of the first masks. */
  readonly initialSparsity: number;
  /** Makes them. */
  readonly initial: Move;
  /** When masks change. */
  readonly timetable: Timetable;
  /** Prune, then exchange. */
  readonly moves: readonly [prune: Move, exchange: Move];
  /** What they promise of masks. */
  readonly invariants: readonly Invariant[];
}

/** First mask, timetable and moves that GraNet and AST have in common. */
export function commonParts(options: Required<GranetOptions>, place: Place): CommonParts {
  return {
    initialSparsity: options.initialSparsity,
    initial: firstMask(options),
    timetable: timetableOf(options, place),
    moves: [prune(options), swap(options)],
    invariants: options.threshold === 'strict' ? ['thresholdCount'] : countPromise(options.overrides),
  };
}

function firstMask({ initialSparsity, distribution, overrides }: Required<GranetOptions>): Move {
  if (initialSparsity === 0) return keepAll;
  return keepSome({ distribution: named(distributionsByName, distribution), overrides });
}

function timetableOf({ every, offset, start, until, end }: Required<GranetOptions>, place: Place): Timetable {
  return { every, offset, start, until, end, place };
}

/** Eq. 6, and §3.3's global selection. */
function prune({ ramp, scope, rank, threshold, afterRamp, overrides }: Required<GranetOptions>): Move {
  const move = pruneTo({
    ramp: named(rampsByName, ramp),
    scope: scope === 'global' ? scope : named(distributionsByName, scope),
    rank,
    threshold,
    overrides,
  });
  return afterRamp === 'prune' ? move : onceAtTarget(move);
}

/** The same move up to its first event at the ramp's end; afterwards masks stay. */
function onceAtTarget(move: Move): Move {
  return {
    ...move,
    apply: (view, state) =>
      state === 'done'
        ? { mask: view.mask, state }
        : { ...move.apply(view, undefined), ...(view.event.progress >= 1 && { state: 'done' }) },
  };
}

/** Eq. 1 and Eq. 2. */
function swap({ share, floor, decay, grow, rank, threshold }: Required<GranetOptions>): Move {
  return exchange({ share, floor, rank, threshold, decay: named(decaysByName, decay), grow: named(grownBy, grow) });
}

function named<Name extends string, Part extends object>(
  table: Readonly<Record<Name, Part>>,
  choice: Name | Part,
): Part {
  return typeof choice === 'string' ? table[choice] : choice;
}
