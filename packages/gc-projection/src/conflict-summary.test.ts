import { alternating, type Conflict, type ConflictEvent, steps, train } from '@altsparse/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CONFLICT_RULE } from './conflict-report.ts';
import { conflictSummary } from './conflict-summary.ts';
import { linearRun } from './linear.test.kit.ts';
import { projection } from './projection.ts';

const conflict = (subnet: number, against: number, before: number[], after: number[]): Conflict => ({
  subnet,
  against,
  layers: ['a', 'b'],
  before,
  after,
});
const event = (step: number, ...conflicts: Conflict[]): ConflictEvent => ({
  type: 'conflict',
  stage: 0,
  step,
  conflicts,
});

describe('conflictSummary', () => {
  it('gives shares of negative products, overall, by layer, by pair and over time', () => {
    const summary = conflictSummary({ window: 10 });
    summary.observe(event(1, conflict(1, 0, [-1, 2], [0, 2])));
    summary.observe(event(2, conflict(2, 0, [-1, -2], [-0.5, 0]), conflict(2, 1, [3, 4], [3, 4])));
    summary.observe(event(11, conflict(1, 0, [0, -1], [0, -1])));
    const count = (products: number, negativeBefore: number, negativeAfter: number) => ({
      products,
      negativeBefore,
      negativeAfter,
      shareBefore: negativeBefore / products,
      shareAfter: negativeAfter / products,
    });
    expect(summary.report()).toEqual({
      rule: CONFLICT_RULE,
      overall: count(8, 4, 2),
      layers: [
        { layer: 'a', ...count(4, 2, 1) },
        { layer: 'b', ...count(4, 2, 1) },
      ],
      pairs: [
        {
          subnet: 1,
          against: 0,
          ...count(4, 2, 1),
          layers: [
            { layer: 'a', ...count(2, 1, 0) },
            { layer: 'b', ...count(2, 1, 1) },
          ],
          // 1 and −1 before, 2 and −1 after
          steps: count(2, 1, 1),
        },
        {
          subnet: 2,
          against: 0,
          ...count(2, 2, 1),
          layers: [
            { layer: 'a', ...count(1, 1, 1) },
            { layer: 'b', ...count(1, 1, 0) },
          ],
          steps: count(1, 1, 1),
        },
        {
          subnet: 2,
          against: 1,
          ...count(2, 0, 0),
          layers: [
            { layer: 'a', ...count(1, 0, 0) },
            { layer: 'b', ...count(1, 0, 0) },
          ],
          steps: count(1, 0, 0),
        },
      ],
      windows: [
        { stage: 0, step: 0, ...count(6, 3, 1) },
        { stage: 0, step: 10, ...count(2, 1, 1) },
      ],
    });
  });

  it('has a share of 0 and no lists before anything was compared, and is plain data', () => {
    const report = conflictSummary().report();
    expect(report).toMatchObject({ overall: { products: 0, shareBefore: 0, shareAfter: 0 }, layers: [], pairs: [] });
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });

  it('watches a run: half of the steps have a partner, all at odds before and none after', async () => {
    const slopes = [
      [-1, 1, 0],
      [1, 0, 0],
    ];
    const masks = [
      [1, 1, 0],
      [1, 0, 1],
    ];
    const summary = conflictSummary();
    const options = linearRun(slopes, masks, { length: steps(6), scheduler: alternating(), surgery: projection() });
    await train({ ...options, observers: [summary] }).result;
    const { overall, windows } = summary.report();
    expect(overall).toEqual({ products: 3, negativeBefore: 3, negativeAfter: 0, shareBefore: 1, shareAfter: 0 });
    // an epoch of this data has two steps
    expect(windows.map(({ step, products }) => [step, products])).toEqual([
      [0, 1],
      [2, 1],
      [4, 1],
    ]);
  });

  it('agrees with a count over all events at once', () => {
    const pair = fc.array(fc.integer({ min: -2, max: 2 }), { minLength: 2, maxLength: 2 });
    const conflicts = fc
      .record({ subnet: fc.nat(2), against: fc.nat(2), before: pair, after: pair })
      .map(({ subnet, against, before, after }) => conflict(subnet, against, before, after));
    fc.assert(
      fc.property(fc.array(fc.array(conflicts, { maxLength: 3 }), { maxLength: 12 }), (given) => {
        const summary = conflictSummary({ window: 3 });
        for (const [step, ones] of given.entries()) summary.observe(event(step, ...ones));
        const { overall, layers, pairs, windows } = summary.report();
        const all = given.flat();
        const negative = (values: readonly number[]): number => values.filter((value) => value < 0).length;
        expect(overall).toMatchObject({
          products: 2 * all.length,
          negativeBefore: negative(all.flatMap((one) => one.before)),
          negativeAfter: negative(all.flatMap((one) => one.after)),
        });
        for (const parts of [layers, pairs, windows]) {
          const sum = parts.reduce((total, one) => total + one.negativeAfter, 0);
          expect(sum).toBe(overall.negativeAfter);
        }
      }),
    );
  });
});
