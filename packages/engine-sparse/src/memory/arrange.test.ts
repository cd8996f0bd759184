import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arrange } from './arrange.ts';

const lifetimes = fc.array(
  fc
    .record({ lines: fc.integer({ min: 0, max: 20 }), first: fc.nat(15), length: fc.nat(6) })
    .map(({ lines, first, length }) => ({ lines, first, last: first + length })),
  { maxLength: 30 },
);

describe('arrange', () => {
  it('uses the place of what is dead', () => {
    const found = arrange([
      { lines: 4, first: 0, last: 1 },
      { lines: 4, first: 2, last: 3 },
      { lines: 2, first: 1, last: 2 },
    ]);
    expect(found).toEqual({ starts: [0, 0, 4], lines: 6 });
  });

  it('never lets two overlap that live at the same time, and needs no more than all of them', () => {
    fc.assert(
      fc.property(lifetimes, (all) => {
        const { starts, lines } = arrange(all);
        for (const [i, a] of all.entries())
          for (const [j, b] of all.entries()) {
            if (i >= j || a.last < b.first || b.last < a.first || a.lines * b.lines === 0) continue;
            expect(starts[i]! + a.lines <= starts[j]! || starts[j]! + b.lines <= starts[i]!).toBe(true);
          }
        expect(lines).toBeLessThanOrEqual(all.reduce((sum, one) => sum + one.lines, 0));
      }),
    );
  });

  it('needs at least what lives at the busiest moment', () => {
    fc.assert(
      fc.property(lifetimes, (all) => {
        const at = (step: number): number =>
          all.reduce((sum, one) => sum + (one.first <= step && step <= one.last ? one.lines : 0), 0);
        expect(arrange(all).lines).toBeGreaterThanOrEqual(Math.max(...Array.from({ length: 22 }, (_, i) => at(i))));
      }),
    );
  });
});
