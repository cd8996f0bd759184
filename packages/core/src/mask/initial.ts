import { rankBy } from './ask-score.ts';
import { type Distribution, erk, type LayerOverride, layerCounts } from './distribution.ts';
import { largestBy, patternFact, scopeName, slotsFact } from './facts.ts';
import type { MaskView, Move, Score } from './move.ts';
import { type PatternChoice, patternOf } from './pattern.ts';
import { markByCounts } from './prune-to.ts';
import { layCounts } from './prune-units.ts';
import { planUnits } from './units.ts';

/** Keeps every weight. */
export const keepAll: Move = {
  name: 'keep-all',
  facts: { keep: 'all weights' },
  apply: (view) => ({ mask: new Uint8Array(view.mask.length).fill(1) }),
};

/** Random numbers that are the same for all sub-nets, so that their draws nest. */
const sharedDraw: Score = {
  name: 'shared-draw',
  random: true,
  score(view: MaskView) {
    const random = view.random('initial mask', 'shared');
    return view.weights.map(() => random.uniform());
  },
};

/** Attributes of a first mask. */
export interface KeepSomeOptions {
  /** How the sparsity is spread. Default ERK. */
  readonly distribution?: Distribution;
  /** Which weights are kept. Default: at random, one draw for all sub-nets (Algorithm 1 initialises once). */
  readonly score?: Score;
  /** Layers with a sparsity of their own. */
  readonly overrides?: readonly LayerOverride[];
  /** What is kept as one. Default: every weight for itself. */
  readonly pattern?: PatternChoice;
}

/** A first mask at the initial sparsity, with exact counts in each layer; under a pattern, as near as whole units allow. */
export function keepSome(options: KeepSomeOptions = {}): Move {
  const score = options.score ?? sharedDraw;
  return {
    name: 'keep-some',
    facts: {
      keep: largestBy(score),
      scope: scopeName(options.distribution ?? erk),
      ...patternFact(options.pattern),
      ...slotsFact(score),
    },
    ...(score.needs === undefined ? {} : { needs: score.needs }),
    apply(view) {
      const mask = new Uint8Array(view.mask.length);
      const counts = layerCounts(
        view.layers,
        view.initialSparsity,
        options.distribution ?? erk,
        view.initialSparsity === 0 ? [] : options.overrides,
      );
      const pattern = patternOf(options.pattern, view);
      if (pattern !== undefined)
        return { mask: rankBy(score, view, (scores) => layCounts(planUnits(pattern, view.layers), counts, scores)) };
      const among = new Uint8Array(view.mask.length).fill(1);
      rankBy(score, view, (scores) => markByCounts(view.layers, counts, scores, among, mask));
      return { mask };
    },
  };
}
