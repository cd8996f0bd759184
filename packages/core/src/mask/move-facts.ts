import { cosineDecay, cubicRamp } from './curve.ts';
import type { ExchangeOptions } from './exchange.ts';
import {
  curveName,
  largestBy,
  type MoveFacts,
  patternFact,
  scopeName,
  shareText,
  slotsFact,
  smallestBy,
} from './facts.ts';
import type { Score } from './move.ts';
import type { PruneToOptions } from './prune-to.ts';

/** What `exchange` says of itself. */
export function exchangeFacts(drop: Score, grow: Score, options: ExchangeOptions): MoveFacts {
  const { share = 0.5, floor = 0, decay = cosineDecay } = options;
  return {
    drop: `${smallestBy(drop)}${rankText(options)}, ${shareText(share, floor, decay)}`,
    grow: largestBy(grow),
    scope: 'each layer',
    ...patternFact(options.pattern),
    ...slotsFact(drop, grow),
  };
}

/** What `pruneTo` says of itself. */
export function pruneFacts(score: Score, options: PruneToOptions): MoveFacts {
  return {
    drop: `${smallestBy(score)}${rankText(options)}`,
    scope: scopeName(options.scope ?? 'global'),
    ramp: curveName(options.ramp ?? cubicRamp),
    ...patternFact(options.pattern),
    ...slotsFact(score),
  };
}

function rankText({ rank, threshold }: Pick<PruneToOptions, 'rank' | 'threshold'>): string {
  return `${rank === 'all' ? ' of all weights' : ''}${threshold === 'strict' ? ', strict threshold' : ''}`;
}
