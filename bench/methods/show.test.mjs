import { describe, expect, it } from 'vitest';
import { rowOf } from './show.mjs';

describe('a line of the table', () => {
  it('says what was asked for and what was reached', () => {
    const record = {
      steps: 780,
      target: 0.875,
      sparsity: 0.8677,
      maskChanges: 1,
      trainLoss: 1.23456,
      accuracy: 0.4512,
    };
    const row = rowOf({ label: 'asp', ...record, learned: true, seconds: 111.6 });
    expect(row).toEqual(['asp', '780', '87.50 %', '86.77 %', '1', '1.235', '45.12 %', 'yes', '112']);
  });

  it('names an error, in as many cells', () => {
    const row = rowOf({ label: 'asp', error: 'No.' });
    expect(row.slice(0, 3)).toEqual(['asp', 'failed: No.', '–']);
    expect(row).toHaveLength(9);
  });
});
