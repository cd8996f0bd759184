import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { didYouMean, distance, nearest } from './suggest.ts';

describe('distance', () => {
  it('counts letters put in, taken out and changed', () => {
    expect(distance('kitten', 'sitting')).toBe(3);
    expect(distance('', 'abc')).toBe(3);
    expect(distance('same', 'same')).toBe(0);
  });

  it('is the same both ways, and no more than the longer word', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 8 }), fc.string({ maxLength: 8 }), (a, b) => {
        expect(distance(a, b)).toBe(distance(b, a));
        expect(distance(a, b)).toBeLessThanOrEqual(Math.max(a.length, b.length));
      }),
    );
  });
});

describe('nearest', () => {
  it('finds the word that was meant', () => {
    expect(nearest('momentun', ['momentum', 'nesterov'])).toBe('momentum');
    expect(didYouMean('Peek', ['peak', 'per'])).toBe("Did you mean 'peak'?");
  });

  it('stays silent where nothing is near', () => {
    expect(nearest('xylophone', ['momentum', 'nesterov'])).toBeUndefined();
    expect(didYouMean('x', [])).toBeUndefined();
  });
});
