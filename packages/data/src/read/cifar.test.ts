import { describe, expect, it } from 'vitest';
import { readCifar10, readCifar100 } from './cifar.ts';

/** Red plane 1 and 2 in turn, green 3, blue 4 but for its last pixel, 5. */
const record = (...labels: number[]): number[] => [
  ...labels,
  ...Array.from({ length: 1024 }, (_, i) => 1 + (i % 2)),
  ...new Array<number>(1024).fill(3),
  ...new Array<number>(1023).fill(4),
  5,
];
const file = (place: string, ...bytes: number[]) => ({ place, bytes: Uint8Array.from(bytes) });

describe('readCifar10', () => {
  it('turns planes into pixels, file after file', () => {
    const images = readCifar10([file('a', ...record(7)), file('b', ...record(0), ...record(9))]);
    expect(images).toMatchObject({ count: 3, shape: [32, 32, 3] });
    expect([...images.labels]).toEqual([7, 0, 9]);
    for (const at of [0, 3072, 6144]) {
      expect([...images.pixels.subarray(at, at + 6)]).toEqual([1, 3, 4, 2, 3, 4]);
      expect([...images.pixels.subarray(at + 3069, at + 3072)]).toEqual([2, 3, 5]);
    }
  });

  it('names file, length and what was expected where the length is wrong', () => {
    const truncated = file('b.bin', ...record(1).slice(0, -1));
    expect(() => readCifar10([truncated])).toThrow(
      expect.objectContaining({
        code: 'data-file-truncated',
        details: expect.objectContaining({
          place: 'b.bin',
          found: '3072 bytes',
          expected: 'whole records of 3073 bytes',
        }),
      }),
    );
    expect(() => readCifar10([file('b', ...record(1))], { imagesPerFile: 2 })).toThrow(/Expected: 6146 bytes/);
    expect(() => readCifar10([file('b', ...record(1), 0)], { imagesPerFile: 1 })).toThrow(
      expect.objectContaining({ code: 'data-file-oversized' }),
    );
    expect(() => readCifar10([file('b')])).toThrow(expect.objectContaining({ code: 'data-file-truncated' }));
  });

  it('names the image where a label names no class', () => {
    expect(() => readCifar10([file('b', ...record(1), ...record(10))])).toThrow(
      expect.objectContaining({ code: 'data-label-out-of-range', message: expect.stringContaining('Image 1') }),
    );
  });
});

describe('readCifar100', () => {
  it('reads fine labels, or coarse ones', () => {
    const files = [file('train', ...record(19, 99), ...record(3, 42))];
    expect([...readCifar100(files).labels]).toEqual([99, 42]);
    expect([...readCifar100(files, { labels: 'coarse' }).labels]).toEqual([19, 3]);
    expect([...readCifar100(files).pixels.subarray(0, 3)]).toEqual([1, 3, 4]);
  });

  it('checks both labels, whichever is wanted', () => {
    for (const labels of ['fine', 'coarse'] as const) {
      expect(() => readCifar100([file('t', ...record(20, 1))], { labels })).toThrow(/0 to 19/);
      expect(() => readCifar100([file('t', ...record(1, 100))], { labels })).toThrow(/0 to 99/);
    }
  });
});
