import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shareOut } from './share.ts';

const lines = (rows: number): number => 10 * (rows + 2);

describe('shareOut', () => {
  it.each([
    // 8 tiles for 2 threads divide evenly; 600 lines hold 32 rows
    [
      { tiles: 8, threads: 2, outRows: 32, budget: 600 },
      { chunks: 1, slabRows: 32, slabLines: 340 },
    ],
    [
      { tiles: 1, threads: 2, outRows: 32, budget: 600 },
      { chunks: 2, slabRows: 16, slabLines: 180 },
    ],
    // 3 items for 2 threads leave a quarter idle, 6 none
    [
      { tiles: 3, threads: 2, outRows: 8, budget: 600 },
      { chunks: 2, slabRows: 4, slabLines: 60 },
    ],
    [
      { tiles: 8, threads: 2, outRows: 32, budget: 90 },
      { chunks: 1, slabRows: 4, slabLines: 60 },
    ],
    [
      { tiles: 8, threads: 2, outRows: 32, budget: 50 },
      { chunks: 1, slabRows: 3, slabLines: 50 },
    ],
    // nothing fits: one row
    [
      { tiles: 8, threads: 2, outRows: 32, budget: 1 },
      { chunks: 1, slabRows: 1, slabLines: 30 },
    ],
    [
      { tiles: 1, threads: 4, outRows: 1, budget: 600 },
      { chunks: 1, slabRows: 1, slabLines: 30 },
    ],
  ])('%o', (request, expected) => {
    expect(shareOut({ ...request, slabLines: lines, paired: false })).toEqual(expected);
  });

  it.each([
    // one row fits, four take two and a half times as much, and 60 lines
    [24, 4],
    [23, 2],
    // three fit
    [50, 4],
    [110, 8],
  ])('holds pairs of rows where they are made at once: %i lines, %i rows', (budget, slabRows) => {
    const request = { tiles: 8, threads: 2, outRows: 32, slabLines: lines, paired: true };
    expect(shareOut({ ...request, budget }).slabRows).toBe(slabRows);
    expect(shareOut({ ...request, budget, outRows: 3 }).slabRows).toBe(Math.min(3, slabRows));
  });

  it('keeps to the budget where one row does', () => {
    const size = fc.integer({ min: 1, max: 40 });
    fc.assert(
      fc.property(size, size, size, fc.integer({ min: 30, max: 900 }), (tiles, threads, outRows, budget) => {
        const found = shareOut({ tiles, threads, outRows, budget, slabLines: lines, paired: false });
        expect(found.slabLines).toBeLessThanOrEqual(budget);
        expect(found.chunks).toBeLessThanOrEqual(outRows);
      }),
    );
  });
});
