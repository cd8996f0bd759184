import { sparsityOf } from '@altsparse/core';
import type { Tuning } from '../program/writer.ts';
import type { Block, ListShape } from './list-shape.ts';

/**
 * How many filters (or input channels) a list is for: four where their weights mostly lie at the same places, as then
 * each input is read once for all of them; eight for Winograd's way.
 *
 * @param shape - The convolution.
 * @param kept - Its part of the mask; none: all weights.
 * @param by - What a list is for.
 * @param tuning - From where lists of four and of eight pay.
 */
export function blockFor(
  shape: ListShape,
  kept: Uint8Array | undefined,
  by: 'filters' | 'channels',
  { winogradBelow, denseBelow }: Pick<Tuning, 'winogradBelow' | 'denseBelow'>,
): Block {
  if (shape.groups > 1) return 1;
  if (isWinograd(shape) && (kept === undefined ? 0 : sparsityOf(kept)) < winogradBelow) return 8;
  if (kept === undefined) return 4;
  const { rows, startOf, step, members } = by === 'filters' ? byFilters(shape) : byChannels(shape);
  let [weights, places] = [0, 0];
  for (let row = 0; row < rows; row++)
    for (let first = 0; first < members; first += 4) {
      const size = Math.min(4, members - first);
      const found = countKept(kept, startOf(row) + first * step, step, size);
      weights += found;
      places += found > 0 ? size : 0;
    }
  return weights > 0 && 1 - weights / places < denseBelow ? 4 : 1;
}

/** How the members of a block lie in a kernel: in so many rows, each from a start by steps. */
interface Walk {
  readonly rows: number;
  readonly startOf: (row: number) => number;
  readonly step: number;
  readonly members: number;
}

function byFilters({ window, channels, filters }: ListShape): Walk {
  return { rows: window[0] * window[1] * channels, startOf: (row) => row * filters, step: 1, members: filters };
}

function byChannels({ window, channels, filters }: ListShape): Walk {
  const startOf = (row: number): number => Math.floor(row / filters) * channels * filters + (row % filters);
  return { rows: window[0] * window[1] * filters, startOf, step: filters, members: channels };
}

function countKept(kept: Uint8Array, start: number, step: number, size: number): number {
  let found = 0;
  for (let member = 0; member < size; member++) found += kept[start + member * step] ?? 0;
  return found;
}

/** Can the kernels work through a convolution by Winograd's way, and is it large enough for that to pay? */
export function isWinograd({
  window,
  strides,
  groups,
  channels,
}: Pick<ListShape, 'window' | 'strides' | 'groups' | 'channels'>): boolean {
  return window[0] === 3 && window[1] === 3 && strides[0] === 1 && strides[1] === 1 && groups === 1 && channels >= 8;
}
