import {
  decaysByName,
  distributionsByName,
  exchange,
  gradientMagnitude,
  keepAll,
  keepSome,
  type Move,
  type Place,
  pruneTo,
  rampsByName,
  randomScore,
  type Score,
  type Strategy,
  type Timetable,
} from '@altsparse/core';
import type { GranetOptions, GrowName } from './options.ts';

const grownBy: Readonly<Record<GrowName, Score>> = { 'gradient-magnitude': gradientMagnitude, random: randomScore };

/** First mask, timetable and moves that GraNet and AST have in common. */
export function commonParts(
  options: Required<GranetOptions>,
  place: Place,
): Pick<Strategy, 'initialSparsity' | 'initial' | 'timetable' | 'moves' | 'invariants'> {
  return {
    initialSparsity: options.initialSparsity,
    initial: firstMask(options),
    timetable: timetableOf(options, place),
    moves: [prune(options), swap(options)],
    invariants: ['exactCount'],
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
function prune({ ramp, scope, rank, overrides }: Required<GranetOptions>): Move {
  return pruneTo({
    ramp: named(rampsByName, ramp),
    scope: scope === 'global' ? scope : named(distributionsByName, scope),
    rank,
    overrides,
  });
}

/** Eq. 1 and Eq. 2. */
function swap({ share, floor, decay, grow }: Required<GranetOptions>): Move {
  return exchange({ share, floor, decay: named(decaysByName, decay), grow: named(grownBy, grow) });
}

function named<Name extends string, Part extends object>(
  table: Readonly<Record<Name, Part>>,
  choice: Name | Part,
): Part {
  return typeof choice === 'string' ? table[choice] : choice;
}
