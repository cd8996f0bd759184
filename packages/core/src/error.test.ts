import { describe, expect, it } from 'vitest';
import { AltsparseError } from './error.ts';

describe('AltsparseError', () => {
  it('says place, fault, what was found, what was expected and what to do, in this order', () => {
    const error = new AltsparseError('mask-shape', 'A mask has the wrong length.', {
      place: 'layer head',
      found: 3,
      expected: [4, 5],
      hint: 'Look again.',
    });
    expect(error.message).toBe('layer head: A mask has the wrong length. Found: 3. Expected: [4,5]. Look again.');
    expect([error.name, error.code, error.details.found]).toEqual(['AltsparseError', 'mask-shape', 3]);
  });

  it('is the bare message without details', () => {
    const error = new AltsparseError('part-failed', 'Something is wrong.');
    expect(error.message).toBe('Something is wrong.');
    expect('cause' in error).toBe(false);
  });

  it('keeps the error underneath', () => {
    const cause = new Error('disk full');
    expect(new AltsparseError('part-failed', 'Not written.', { cause }).cause).toBe(cause);
  });

  it('shows null, what JSON cannot hold, and text without quotes', () => {
    const show = (found: unknown): string => new AltsparseError('part-failed', 'Wrong.', { found }).message;
    expect(show(null)).toBe('Wrong. Found: null.');
    expect(show(Number.NaN)).toBe('Wrong. Found: "NaN".');
    expect(show({ rate: Number.POSITIVE_INFINITY })).toBe('Wrong. Found: {"rate":"Infinity"}.');
    expect(show(10n)).toBe('Wrong. Found: "10".');
    expect(show('sgd')).toBe('Wrong. Found: sgd.');
    expect(show(Symbol('s'))).toBe('Wrong. Found: Symbol(s).');
  });
});
