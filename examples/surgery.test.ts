import { correct, keepAll, type RunEvent, steps, train } from '@altsparse/core';
import { projection } from '@altsparse/gc-projection';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linesOf } from './claims.test.kit.ts';
import { gradientVaccine } from './surgery.ts';
import { toyRun } from './toy.test.kit.ts';

const layers = [{ name: 'a', offset: 0, length: 3 }];
const mask = Uint8Array.of(1, 1, 1);
const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((sum, value, i) => sum + value * (b[i] as number), 0);
const cosine = (a: ArrayLike<number>, b: ArrayLike<number>): number => dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
const operate = (surgery: ReturnType<typeof gradientVaccine>, g: readonly number[], r: readonly number[]) =>
  correct(
    surgery,
    { subnet: 1, gradient: Float32Array.from(g), mask },
    [{ subnet: 0, gradient: Float32Array.from(r) }],
    layers,
  ).gradient;

const vector = fc
  .array(fc.integer({ min: -8, max: 8 }), { minLength: 3, maxLength: 3 })
  .filter((values) => values.some((value) => value !== 0));

describe('a surgery', () => {
  it('is written in at most 12 lines', () => {
    expect(linesOf('surgery.ts', 'a surgery').length).toBeLessThanOrEqual(12);
  });

  it('turns [1, 0] towards [0, 1] until their cosine is the target', () => {
    const turned = operate(gradientVaccine(0.6), [1, 0, 0], [0, 2, 0]);
    expect(turned[0]).toBeCloseTo(1, 6);
    expect(turned[1]).toBeCloseTo(0.75, 6);
  });

  it('leaves gradients alone that agree enough, and ones without a reference', () => {
    expect([...operate(gradientVaccine(0.6), [1, 0, 0], [1, 1, 0])]).toEqual([1, 0, 0]);
    expect([...operate(gradientVaccine(0.6), [1, 0, 0], [0, 0, 0])]).toEqual([1, 0, 0]);
  });

  it('reaches the target cosine from any smaller one', () => {
    fc.assert(
      fc.property(vector, vector, fc.double({ min: 0, max: 0.9, noNaN: true }), (g, r, target) => {
        fc.pre(cosine(g, r) < target && cosine(g, r) > -0.999);
        expect(cosine(operate(gradientVaccine(target), g, r), r)).toBeCloseTo(target, 3);
      }),
    );
  });

  it('is the projection if the target is 0', () => {
    fc.assert(
      fc.property(vector, vector, (g, r) => {
        const expected = operate(projection(), g, r);
        operate(gradientVaccine(0), g, r).forEach((value, i) => {
          expect(value).toBeCloseTo(expected[i] as number, 5);
        });
      }),
    );
  });

  it('serves in a run of two sub-nets that pull apart', async () => {
    const targets = [
      [1, 1, 1, 1, 1, 1, 1, 1],
      [-1, -1, -1, -1, -1, -1, 5, 5],
    ];
    const strategy = { name: 'dense', initialSparsity: 0, initial: keepAll, moves: [] };
    const events: RunEvent[] = [];
    const options = { subnets: [0, 0], strategy, surgery: gradientVaccine(0.3), length: steps(20) };
    for await (const event of train(toyRun(targets, options))) events.push(event);
    const conflicts = events.flatMap((event) => (event.type === 'conflict' ? event.conflicts : []));
    expect(conflicts).toHaveLength(10);
    expect(conflicts.some(({ before }) => (before[0] as number) < 0)).toBe(true);
    expect(conflicts.every(({ after }) => (after[0] as number) > 0)).toBe(true);
  });
});
