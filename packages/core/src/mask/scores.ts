import { AltsparseError } from '../error.ts';
import type { MaskView, Score } from './move.ts';

/** |w|. */
export const magnitude: Score = { name: 'magnitude', score: ({ weights }) => absolute(weights) };

/** |g| of the dense gradient: what a weight would change if it were there (RigL; Eq. 2 of the paper). */
export const gradientMagnitude: Score = {
  name: 'gradient-magnitude',
  needs: ['gradient'],
  score: (view) => absolute(gradientOf(view)),
};

/** |w · g| of the dense gradient: how much the loss feels a weight, to first order (SNIP's connection sensitivity). */
export const sensitivity: Score = {
  name: 'sensitivity',
  needs: ['gradient'],
  score: (view) => gradientOf(view).map((gradient, i) => Math.abs(gradient * (view.weights[i] as number))),
};

/** Uniform random numbers of this event. */
export const randomScore: Score = {
  name: 'random',
  random: true,
  score(view) {
    const random = view.random('random score');
    return view.weights.map(() => random.uniform());
  },
};

/**
 * The dense gradient of a view.
 *
 * @throws AltsparseError `gradient-missing` if the part that reads it did not ask for it.
 */
export function gradientOf(view: MaskView): Float32Array {
  if (view.gradient !== undefined) return view.gradient;
  throw new AltsparseError('gradient-missing', 'A score reads a gradient that was not asked for.', {
    hint: "Give the score needs: ['gradient'].",
  });
}

/** A loop: `map` takes several times as long. */
function absolute(values: Float32Array): Float32Array {
  const found = new Float32Array(values.length);
  for (let i = 0; i < values.length; i++) found[i] = Math.abs(values[i] as number);
  return found;
}
