import type { Bench } from './bench.test.kit.ts';
import { type ConvolutionSpec, slabColumns } from './convolution-spec.test.kit.ts';

/** A weight of a kernel: channel and filter are counted in the whole input and output. */
export interface Weight {
  readonly ky: number;
  readonly kx: number;
  readonly channel: number;
  readonly filter: number;
  readonly value: number;
}

/** Draws the weights that are kept. */
export function drawWeights(
  bench: Bench,
  { kernel, image, out, groups, kept, empty, block }: ConvolutionSpec,
): Weight[] {
  const weights: Weight[] = [];
  for (let filter = 0; filter < out.channels; filter++) {
    const none = bench.unit() < empty;
    const group = Math.floor(filter / (out.channels / groups));
    for (let i = 0; i < kernel[0] * kernel[1] * (image.channels / groups); i++) {
      const [value, stays] = [bench.number(-1, 1), bench.unit() < kept];
      const [tap, inside] = [i % (kernel[0] * kernel[1]), Math.floor(i / (kernel[0] * kernel[1]))];
      const channel = (group * image.channels) / groups + inside;
      const at = { ky: Math.floor(tap / kernel[1]), kx: tap % kernel[1], channel, filter };
      if (stays && !none) weights.push({ ...at, value });
      else if (block === 8) weights.push({ ...at, value: 0 });
    }
  }
  return weights;
}

/** An entry of a list. */
interface Place {
  /** List, from 0. */
  readonly list: number;
  /** Which of the list's filters or channels. */
  readonly member: number;
  readonly offset: number;
  readonly value: number;
}

/** Lists in memory. */
export interface PlacedLists {
  readonly operands: readonly number[];
  /** Numbers of all values. */
  readonly size: number;
}

/** Writes lists: entries by ascending offset, 0 for members that have none there. */
function placeLists(bench: Bench, block: number, count: number, places: readonly Place[]): PlacedLists {
  const starts = [0];
  const [offsets, values]: [number[], number[]] = [[], []];
  for (let list = 0; list < count; list++) {
    const own = places.filter((one) => one.list === list);
    for (const offset of [...new Set(own.map((one) => one.offset))].sort((a, b) => a - b)) {
      offsets.push(offset);
      for (let member = 0; member < block; member++)
        values.push(own.find((one) => one.offset === offset && one.member === member)?.value ?? 0);
    }
    starts.push(offsets.length);
  }
  const operands = [block, count, bench.ints(starts), bench.ints(offsets), bench.floats(values)];
  return { operands, size: values.length };
}

/** Weights by filter, as CONV_FORWARD reads them. */
export function filterLists(bench: Bench, spec: ConvolutionSpec, weights: readonly Weight[]): PlacedLists {
  const { block, image, out } = spec;
  const places = weights.map(({ ky, kx, channel, filter, value }) => ({
    list: Math.floor(filter / block),
    member: filter % block,
    offset: (ky * image.channels + channel) * slabColumns(spec) + kx,
    value,
  }));
  return placeLists(bench, block, Math.ceil(out.channels / block), places);
}

/** Where the output's gradient lies in its slab. */
export interface Halo {
  readonly top: number;
  readonly left: number;
  readonly slabColumns: number;
  readonly extraRows: number;
}

/** Distances (position + padding − tap) / stride that are whole, of all positions of a stride and all taps. */
function distances(stride: number, padding: number, taps: number): number[] {
  const found: number[] = [];
  for (let position = 0; position < stride; position++)
    for (let tap = 0; tap < taps; tap++) found.push((position + padding - tap) / stride);
  return found.filter(Number.isInteger);
}

/** The smallest halo. */
export function haloOf({ strides, padding, kernel, image, out }: ConvolutionSpec): Halo {
  const [rows, columns] = [distances(strides[0], padding[0], kernel[0]), distances(strides[1], padding[1], kernel[1])];
  const [top, left] = [Math.max(0, -Math.min(0, ...rows)), Math.max(0, -Math.min(0, ...columns))];
  const own = Math.max(out.columns, Math.ceil(image.columns / strides[1]) + Math.max(0, ...columns));
  return { top, left, slabColumns: left + own, extraRows: top + Math.max(0, ...rows) };
}

/** Weights by class of input positions and channel, as CONV_BACKWARD reads them. */
export function inputLists(
  bench: Bench,
  { block, image, out, strides, padding }: ConvolutionSpec,
  halo: Halo,
  weights: readonly Weight[],
): PlacedLists {
  const blocks = Math.ceil(image.channels / block);
  const places: Place[] = [];
  for (let position = 0; position < strides[0] * strides[1]; position++)
    for (const { ky, kx, channel, filter, value } of weights) {
      const [py, px] = [Math.floor(position / strides[1]), position % strides[1]];
      const [dq, dp] = [(py + padding[0] - ky) / strides[0], (px + padding[1] - kx) / strides[1]];
      if (!Number.isInteger(dq) || !Number.isInteger(dp)) continue;
      const offset = ((halo.top + dq) * out.channels + filter) * halo.slabColumns + halo.left + dp;
      places.push({ list: position * blocks + Math.floor(channel / block), member: channel % block, offset, value });
    }
  return placeLists(bench, block, strides[0] * strides[1] * blocks, places);
}
