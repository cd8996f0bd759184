import { describe, expect, it } from 'vitest';
import { readIdx } from './idx.ts';

const word = (value: number): number[] => [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
const file = (place: string, words: number[], bytes: number[]) => ({
  place,
  bytes: Uint8Array.from([...words.flatMap(word), ...bytes]),
});
const images = file('images', [2051, 2, 1, 3], [1, 2, 3, 4, 5, 6]);
const labels = file('labels', [2049, 2], [9, 0]);

describe('readIdx', () => {
  it('reads images and labels', () => {
    const read = readIdx(images, labels);
    expect(read).toMatchObject({ count: 2, shape: [1, 3, 1] });
    expect([...read.pixels]).toEqual([1, 2, 3, 4, 5, 6]);
    expect([...read.labels]).toEqual([9, 0]);
  });

  it('reads from the middle of a larger buffer', () => {
    const bytes = new Uint8Array(40).subarray(5, 5 + images.bytes.length);
    bytes.set(images.bytes);
    expect([...readIdx({ place: 'x', bytes }, labels).pixels]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it.each([
    ['another kind of file', file('i', [2049, 2, 1, 3], [1, 2, 3, 4, 5, 6]), labels, 'data-file-format'],
    ['a cut header', { place: 'i', bytes: images.bytes.slice(0, 15) }, labels, 'data-file-truncated'],
    ['a cut image', { place: 'i', bytes: images.bytes.slice(0, -1) }, labels, 'data-file-truncated'],
    ['a byte too many', file('i', [2051, 2, 1, 3], [1, 2, 3, 4, 5, 6, 7]), labels, 'data-file-oversized'],
    ['a header of absurd size', file('i', [2051, 0xffffffff, 1, 3], []), labels, 'data-file-truncated'],
    ['no images', file('i', [2051, 0, 1, 3], []), file('l', [2049, 0], []), 'data-file-format'],
    ['more labels than images', images, file('l', [2049, 3], [1, 2, 3]), 'data-counts-differ'],
    ['a label that names no class', images, file('l', [2049, 2], [1, 10]), 'data-label-out-of-range'],
  ])('refuses %s', (_, first, second, code) => {
    expect(() => readIdx(first, second)).toThrow(expect.objectContaining({ code }));
  });

  it('refuses another count than expected, naming both', () => {
    expect(() => readIdx(images, labels, { count: 3 })).toThrow(/images: .* Found: 2. Expected: 3./);
  });
});
