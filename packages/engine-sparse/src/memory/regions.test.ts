import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRegions, type Region } from './regions.ts';

describe('createRegions', () => {
  it('starts at line 1 and grows at the end', () => {
    const asked: number[] = [];
    const regions = createRegions((lines) => asked.push(lines));
    expect([regions.take(3), regions.take(2)]).toEqual([
      { line: 1, lines: 3 },
      { line: 4, lines: 2 },
    ]);
    expect(asked).toEqual([4, 6]);
  });

  it('uses what was given back, also together and at the end', () => {
    const regions = createRegions(() => {});
    const [a, b, c] = [regions.take(3), regions.take(2), regions.take(4)];
    regions.free(a);
    regions.free(b);
    expect(regions.take(5).line).toBe(1);
    regions.free(c);
    expect(regions.take(6).line).toBe(6);
    expect(regions.end).toBe(12);
  });

  it('never hands out what is in use', () => {
    const calls = fc.array(fc.record({ lines: fc.nat(9), drop: fc.option(fc.nat(20), { nil: undefined }) }));
    fc.assert(
      fc.property(calls, (all) => {
        let reserved = 0;
        const regions = createRegions((lines) => {
          reserved = Math.max(reserved, lines);
        });
        const used: Region[] = [];
        for (const { lines, drop } of all) {
          if (drop !== undefined && drop < used.length) regions.free(used.splice(drop, 1)[0]!);
          const taken = regions.take(lines);
          for (const other of used)
            expect(taken.line + taken.lines <= other.line || other.line + other.lines <= taken.line).toBe(true);
          expect(taken.line).toBeGreaterThan(0);
          expect(taken.line + taken.lines).toBeLessThanOrEqual(reserved);
          used.push(taken);
        }
      }),
    );
  });
});
