import { describe, expect, it } from 'vitest';
import { gradientMagnitude, gradientOf, magnitude, randomScore, sensitivity } from './scores.ts';
import { layersOf, viewOf } from './view.test.kit.ts';

const layers = layersOf({ only: [2, 2] });
const weights = [1, -2, 0, 0.5];

describe('scores', () => {
  it('magnitude is |w|, also where the mask is 0', () => {
    expect([...magnitude.score(viewOf({ layers, weights, mask: [1, 0, 1, 0] }))]).toEqual([1, 2, 0, 0.5]);
  });

  it('gradient magnitude is |g| of the dense gradient, also where the mask is 0, and says that it needs it', () => {
    const view = viewOf({ layers, weights, mask: [1, 0, 1, 0], gradient: [-3, 4, 0, -0.25] });
    expect([...gradientMagnitude.score(view)]).toEqual([3, 4, 0, 0.25]);
    expect(gradientMagnitude.needs).toEqual(['gradient']);
  });

  it('sensitivity is |w · g|, also where the mask is 0, and needs the gradient', () => {
    const view = viewOf({ layers, weights, mask: [1, 0, 1, 0], gradient: [-3, 4, 9, -0.25] });
    expect([...sensitivity.score(view)]).toEqual([3, 8, 0, 0.125]);
    expect(sensitivity.needs).toEqual(['gradient']);
  });

  it('refuse to read a gradient that was not asked for', () => {
    expect(() => gradientOf(viewOf({ layers, weights }))).toThrow(/needs: \['gradient'\]/);
  });

  it('change nothing of the view', () => {
    const view = viewOf({ layers, weights, gradient: [-1, -1, -1, -1] });
    for (const score of [magnitude, gradientMagnitude, randomScore, sensitivity]) score.score(view);
    expect([...view.weights]).toEqual(weights);
    expect([...gradientOf(view)]).toEqual([-1, -1, -1, -1]);
  });

  it('random numbers are the same for the same event and differ from step to step and sub-net to sub-net', () => {
    const draw = (step: number, subnet: number): number[] => [
      ...randomScore.score(viewOf({ layers, weights, step, subnet })),
    ];
    expect(draw(3, 0)).toEqual(draw(3, 0));
    expect(draw(3, 0)).not.toEqual(draw(4, 0));
    expect(draw(3, 0)).not.toEqual(draw(3, 1));
    for (const one of draw(3, 0)) expect(one >= 0 && one <= 1).toBe(true);
  });
});
