import { Images, indexOf } from './images.ts';
import type { Lanes, Operands, Shape } from './operands.ts';
import type { PlainMemory } from './plain-memory.ts';

/** 12: copies one image into another, at a place. */
export function window(memory: PlainMemory, operands: Operands): void {
  const images = 16 * operands.int();
  const [fromShape, from] = [operands.shape(), operands.int()];
  const [toShape, to] = [operands.shape(), operands.int()];
  const [rowShift, channelShift, columnShift] = [operands.int(), operands.int(), operands.int()];
  const clear = operands.int() === 1;
  const source = Images.load(memory, fromShape, from, images);
  const result = clear ? new Images(toShape, images) : Images.load(memory, toShape, to, images);
  source.each((image, row, channel, column) => {
    const [y, c, x] = [row + rowShift, channel + channelShift, column + columnShift];
    const there = [y, c, x].every((place, i) => place >= 0 && place < (sizes(toShape)[i] as number));
    if (there) result.set(image, y, c, x, source.get(image, row, channel, column));
  });
  result.store(memory, to);
}

const sizes = ({ rows, channels, columns }: Shape): readonly number[] => [rows, channels, columns];

/** 13: features of an image, or an image of features. */
export function flatten({ floats }: PlainMemory, operands: Operands): void {
  const images = 16 * operands.int();
  const shape = operands.shape();
  const [image, features, back] = [operands.int(), operands.int(), operands.int() === 1];
  const flat = { rows: 1, channels: shape.rows * shape.channels * shape.columns, columns: 1 };
  new Images(shape, images).each((i, row, channel, column) => {
    const feature = (row * shape.columns + column) * shape.channels + channel;
    const [a, b] = [indexOf(shape, image, i, row, channel, column), indexOf(flat, features, i, 0, feature, 0)];
    if (back) floats[a] = floats[b] as number;
    else floats[b] = floats[a] as number;
  });
}

/** 14: the sum of two tensors. */
export function add({ floats }: PlainMemory, operands: Operands): void {
  const count = operands.int() * operands.int() * 16;
  const [first, second, result] = [operands.int(), operands.int(), operands.int()];
  for (let i = 0; i < count; i++)
    floats[16 * result + i] = (floats[16 * first + i] as number) + (floats[16 * second + i] as number);
}

/** 15: images `[batch][rows][columns][channels]` to a tensor. */
export function imagesIn(memory: PlainMemory, operands: Operands): void {
  const [lanes, shape] = [operands.lanes(), operands.shape()];
  bring(memory, lanes, shape, operands);
}

/** 17: features `[batch][channels]` to a tensor. */
export function featuresIn(memory: PlainMemory, operands: Operands): void {
  const [lanes, channels] = [operands.lanes(), operands.int()];
  bring(memory, lanes, { rows: 1, channels, columns: 1 }, operands);
}

/** Lanes without an image become 0. */
function bring({ floats }: PlainMemory, { batch, tiles }: Lanes, shape: Shape, operands: Operands): void {
  const { rows, channels, columns } = shape;
  const [from, to] = [operands.int(), operands.int()];
  new Images(shape, 16 * tiles).each((image, row, channel, column) => {
    const at = 16 * from + ((image * rows + row) * columns + column) * channels + channel;
    floats[indexOf(shape, to, image, row, channel, column)] = image < batch ? (floats[at] as number) : 0;
  });
}

/** 16: a tensor of features to `[batch][channels]`. */
export function featuresOut(memory: PlainMemory, operands: Operands): void {
  const [{ batch }, channels] = [operands.lanes(), operands.int()];
  const features = Images.load(memory, { rows: 1, channels, columns: 1 }, operands.int(), batch);
  const to = 16 * operands.int();
  features.each((image, row, channel, column) => {
    memory.floats[to + image * channels + channel] = features.get(image, row, channel, column);
  });
}
