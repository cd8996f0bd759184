import process from 'node:process';
import { AltsparseError } from '@altsparse/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Images } from '../images.ts';
import { readCifar10, readCifar100 } from './cifar.ts';
import { readDigits } from './digits.ts';
import { readIdx } from './idx.ts';

/** Some in CI; `ALTSPARSE_FUZZ=2000` for the whole check. */
const numRuns = Number(process.env.ALTSPARSE_FUZZ ?? 200);

/** A change of a file: bits of a byte, a cut, a byte more, twice the file. */
const change = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
  value: fc.integer({ min: 0, max: 255 }),
  kind: fc.constantFrom('write', 'cut', 'insert', 'double', 'empty'),
});
type Change = { readonly at: number; readonly value: number; readonly kind: string };

function changed<T extends Uint8Array | number[]>(whole: T, changes: readonly Change[]): number[] {
  const list = Array.from(whole);
  for (const { at, value, kind } of changes) {
    const place = Math.floor(at * list.length);
    if (kind === 'write') list[place] = value;
    if (kind === 'cut') list.length = place;
    if (kind === 'insert') list.splice(place, 0, value);
    if (kind === 'double') list.push(...list);
    if (kind === 'empty') list.length = 0;
  }
  return list;
}

/** Images that hold together, or a typed error that names the file: nothing else. */
function readsOrRefuses(read: () => Images, classes: number, place: string): void {
  try {
    const { count, shape, pixels, labels } = read();
    expect(pixels.length).toBe(count * shape[0] * shape[1] * shape[2]);
    expect(labels.length).toBe(count);
    for (const label of labels) expect(label).toBeLessThan(classes);
  } catch (error) {
    if (!(error instanceof AltsparseError)) throw error;
    expect(error.code).toMatch(/^data-|^split-wrong$/); // too few of a digit cannot be split
    if (error.code !== 'split-wrong') expect(error.details.place).toContain(place);
  }
}

const bytes = (list: readonly number[]) => ({ place: 'the file', bytes: Uint8Array.from(list) });
const changes = fc.array(change, { minLength: 1, maxLength: 3 });

describe('a damaged file', () => {
  it('of CIFAR-10 or CIFAR-100 is read as whole images or refused by name', () => {
    fc.assert(
      fc.property(changes, fc.constantFrom(1, 2), (list, labelBytes) => {
        const file = bytes(changed(new Uint8Array(2 * (labelBytes + 3072)).fill(7), list));
        if (labelBytes === 1) readsOrRefuses(() => readCifar10([file]), 10, 'the file');
        else readsOrRefuses(() => readCifar100([file]), 100, 'the file');
      }),
      { numRuns },
    );
  });

  it('in idx format is read as whole images or refused by name', () => {
    const images = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4, ...new Array<number>(24).fill(9)];
    const labels = [0, 0, 8, 1, 0, 0, 0, 2, 4, 5];
    fc.assert(
      fc.property(changes, fc.boolean(), (list, first) => {
        const [one, other] = first ? [changed(images, list), labels] : [images, changed(labels, list)];
        readsOrRefuses(() => readIdx(bytes(one), bytes(other)), 10, 'the file');
      }),
      { numRuns },
    );
  });

  it('of digits is read as whole images or refused by name', () => {
    fc.assert(
      fc.property(changes, (list) => {
        const values = changed(new Array<number>(10 * 784).fill(0.5), list);
        const rest = Array.from({ length: 9 }, (_, digit) => ({
          place: `digit ${digit + 1}`,
          values: new Array<number>(10 * 784).fill(0),
        }));
        readsOrRefuses(() => readDigits([{ place: 'digit 0', values }, ...rest]).train, 10, 'digit');
      }),
      { numRuns },
    );
  });
});
