import { describe, expect, it } from 'vitest';
import { readDigits } from './digits.ts';

/** `count` images whose pixels are all `value`. */
const digit = (count: number, value: number) => ({ place: 'd', values: new Array<number>(count * 784).fill(value) });

describe('readDigits', () => {
  it('gives the bytes back and takes a fifth of each digit for the test', () => {
    const { train, test } = readDigits([digit(10, 0.004), digit(5, 1)]);
    expect([train.count, test.count]).toEqual([12, 3]);
    expect([...test.labels].sort()).toEqual([0, 0, 1]);
    for (const part of [train, test]) {
      part.labels.forEach((label, i) => {
        expect(part.pixels[i * 784 + 500]).toBe(label === 0 ? 1 : 255);
      });
    }
  });

  it('mixes the digits', () => {
    const { labels } = readDigits([digit(20, 0), digit(20, 0)]).train;
    expect([...labels]).not.toEqual([...labels].sort());
  });

  it('refuses part of an image and what is no pixel', () => {
    const cut = { place: '3.json', values: [0, 0] };
    expect(() => readDigits([digit(5, 0), cut])).toThrow(expect.objectContaining({ code: 'data-file-format' }));
    expect(() => readDigits([digit(5, 1.1)])).toThrow(/1.1 at 0/);
  });
});
