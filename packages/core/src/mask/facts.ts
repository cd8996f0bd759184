import type { Decay, Ramp } from './curve.ts';
import type { Distribution } from './distribution.ts';
import type { Score } from './move.ts';
import type { PatternChoice } from './pattern.ts';

/** What a move says of itself, for tables: a few words each. What is absent the move does not do. */
export interface MoveFacts {
  /** Which weights leave the mask: `smallest magnitude`. */
  readonly drop?: string;
  /** Which weights come into it: `largest gradient-magnitude`. */
  readonly grow?: string;
  /** Which weights a first mask has: `random`. Absent: all that are not dropped. */
  readonly keep?: string;
  /** For a first mask: how sparse it is, if not as the strategy's `initialSparsity` says. */
  readonly at?: string;
  /** Which weights compete: `all layers`, `each layer`, `each layer by erk`. */
  readonly scope?: string;
  /** What goes and comes as one: `2:4`. Absent: every weight for itself. */
  readonly pattern?: string;
  /** How the sparsity that it asks for changes: `cubic`. */
  readonly ramp?: string;
  /** Names of the optimizer's slots that it reads at all weights. */
  readonly slots?: readonly string[];
}

/** The weights that are the smallest by a score, in words: `smallest magnitude`; `random` for one that draws. */
export function smallestBy(score: Score): string {
  return score.random === true ? 'random' : `smallest ${score.name}`;
}

/** The weights that are the largest by a score, in words: `largest magnitude`; `random` for one that draws. */
export function largestBy(score: Score): string {
  return score.random === true ? 'random' : `largest ${score.name}`;
}

/** A curve in words: the function's name without what it is, `cubicRamp` → `cubic`; `own` for one without a name. */
export function curveName(curve: Ramp | Decay): string {
  return curve.name.replace(/(Ramp|Decay)$/, '') || 'own';
}

/** Which layers compete, in words. */
export function scopeName(scope: 'global' | Distribution): string {
  return scope === 'global' ? 'all layers' : `each layer by ${scope.name || 'its own rule'}`;
}

/** A share that falls, in words: `50 % → 0 % (cosine)`; `30 %` where it stays. */
export function shareText(share: number, floor: number, decay: Decay): string {
  const name = curveName(decay);
  return share === floor || name === 'constant'
    ? percentText(share)
    : `${percentText(share)} → ${percentText(floor)} (${name})`;
}

/** A part of something with three digits: `0.0159687` → `1.6 %`. */
export function percentText(part: number): string {
  return `${Number((100 * part).toPrecision(3))} %`;
}

/** The fact of a pattern: nothing where every weight stands for itself. */
export function patternFact(choice: PatternChoice | undefined): Pick<MoveFacts, 'pattern'> {
  if (choice === undefined) return {};
  return { pattern: typeof choice === 'function' ? 'one for each sub-net' : choice.name };
}

/** The fact of slots that scores read. */
export function slotsFact(...scores: readonly Score[]): Pick<MoveFacts, 'slots'> {
  const slots = scores.flatMap((one) => one.slots ?? []);
  return slots.length === 0 ? {} : { slots };
}
