import { AltsparseError } from '../error.ts';
import { attempt, blame } from '../loop/blame.ts';
import { partPlace } from '../plugin/origin.ts';
import type { MaskView, Score } from './move.ts';

/**
 * Ranks by a score: asks it, checks that it gives one number per weight, and puts down to it what is found to be not a
 * number while the ranking is used.
 *
 * @throws AltsparseError `score-shape`, `score-not-a-number`; `part-failed` where the score throws.
 */
export function rankBy<Result>(score: Score, view: MaskView, use: (scores: Float32Array) => Result): Result {
  const part = partPlace('score', score.name, 'score', score);
  const scores = attempt(part, () => {
    const found = score.score(view);
    refuseShape(found, view.weights.length);
    return found;
  });
  try {
    return use(scores);
  } catch (cause) {
    throw cause instanceof AltsparseError && cause.code === 'score-not-a-number' ? blame(part, cause) : cause;
  }
}

function refuseShape(scores: Float32Array, length: number): void {
  if (scores instanceof Float32Array && scores.length === length) return;
  throw new AltsparseError('score-shape', 'A score must give one number for each weight.', {
    found: scores instanceof Float32Array ? `${scores.length} numbers` : typeof scores,
    expected: `a Float32Array of ${length} numbers`,
  });
}
