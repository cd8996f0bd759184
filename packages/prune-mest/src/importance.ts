import { gradientOf, magnitude, type Score } from '@altsparse/core';

/** |w| + λ · |gradient|; without λ it asks for no gradient. */
export function importance(lambda: number): Score {
  if (lambda === 0) return magnitude;
  return {
    name: 'importance',
    needs: ['gradient'],
    score(view) {
      const gradient = gradientOf(view);
      return view.weights.map((weight, i) => Math.abs(weight) + lambda * Math.abs(gradient[i] as number));
    },
  };
}
