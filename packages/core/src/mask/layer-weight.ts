import { countKept } from './count.ts';
import type { MaskView, Score } from './move.ts';

/** How what is grown is shared among layers: one number for each, 0 or more; only their proportions count. */
export type LayerWeight = (view: MaskView) => readonly number[];

/** As many as a layer has left in its mask (DSR). */
export const bySurvivors: LayerWeight = ({ layers, mask }) =>
  layers.map(({ offset, length }) => countKept(mask, offset, offset + length));

/** The mean score of the weights that a layer had in its mask before the event (SNFS, with the momentum's size). */
export function byMeanScore(score: Score): LayerWeight {
  return (view) => {
    const scores = score.score(view);
    return view.layers.map(({ offset, length }) => {
      let sum = 0;
      for (let i = offset; i < offset + length; i++) if (view.before[i] === 1) sum += scores[i] as number;
      return sum / Math.max(1, countKept(view.before, offset, offset + length));
    });
  };
}
