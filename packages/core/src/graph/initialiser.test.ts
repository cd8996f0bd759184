import { describe, expect, it } from 'vitest';
import { randomStream } from '../random.ts';
import { drawInitial, type Initialiser } from './initialiser.ts';

const fans = { fanIn: 18, fanOut: 72 };
const draw = (initialiser: Initialiser, length = 20_000): number[] => [
  ...drawInitial(initialiser, length, fans, randomStream(1, 'test')),
];
const deviation = (values: readonly number[]): number =>
  Math.sqrt(values.reduce((sum, one) => sum + one * one, 0) / values.length);

describe('drawInitial', () => {
  it('constant: the value itself', () => {
    expect(draw({ kind: 'constant', value: 0.25 }, 3)).toEqual([0.25, 0.25, 0.25]);
  });

  // standard error of a deviation over 20,000 draws: 0.5 %
  it.each([
    ['normal', { kind: 'normal', deviation: 0.01 }, 0.01],
    ['Kaiming normal by fan in: √(2 / 18)', { kind: 'kaimingNormal', fan: 'in' }, 1 / 3],
    ['Kaiming normal by fan out: √(2 / 72)', { kind: 'kaimingNormal', fan: 'out' }, 1 / 6],
    ['uniform within 3: 3 / √3', { kind: 'uniform', limit: 3 }, Math.sqrt(3)],
    ['uniform within 1 / √18: 1 / √54', { kind: 'fanInUniform' }, 1 / Math.sqrt(54)],
  ] as const)('%s', (_, initialiser, expected) => {
    expect(Math.abs(deviation(draw(initialiser)) / expected - 1)).toBeLessThan(0.025);
  });

  it('uniform ones stay within their limits and reach both ends', () => {
    const values = draw({ kind: 'fanInUniform' });
    const limit = 1 / Math.sqrt(18);
    expect(Math.max(...values)).toBeLessThanOrEqual(limit);
    expect(Math.max(...values)).toBeGreaterThan(0.99 * limit);
    expect(Math.min(...values)).toBeLessThan(-0.99 * limit);
  });
});
