import { Images } from './images.ts';
import type { Operands } from './operands.ts';
import type { PlainMemory } from './plain-memory.ts';

/** A tensor under a normalisation, and its means. */
interface Normalised {
  readonly tensor: number;
  readonly mean: number;
}

/** What becomes of a gradient: 0 for what there is not. */
export interface Epilogue {
  /** Tensor that takes it. */
  readonly result: number;
  /** Tensors added to it. */
  readonly added: readonly number[];
  /** Is it multiplied by (value > 0)? */
  readonly mask: boolean;
  /** Up to two. */
  readonly normalised: readonly Normalised[];
  /** Line of `double[items][channels][3]`. */
  readonly sums: number;
}

/** The operands yFirst, meanFirst, ySecond, meanSecond. */
export function readNormalised(operands: Operands): Normalised[] {
  return [0, 1].map(() => ({ tensor: operands.int(), mean: operands.int() }));
}

/** The last operands of a convolution's way back. */
export function readEpilogue(operands: Operands): Epilogue {
  const [result, added, mask] = [operands.int(), operands.ints(2), operands.int() === 1];
  return { result, added, mask, normalised: readNormalised(operands), sums: operands.int() };
}

/** Adds, masks, stores and sums an input's gradient. */
export function finishInput(
  memory: PlainMemory,
  { result, added, mask, normalised, sums }: Epilogue,
  gradient: Images,
  value: Images,
  items: number,
  itemOf: (image: number, row: number) => number,
): void {
  for (const tensor of added.filter((one) => one !== 0)) {
    const more = Images.load(memory, gradient.shape, tensor, gradient.batch);
    gradient.each((...at) => gradient.add(...at, more.get(...at)));
  }
  if (mask) gradient.each((...at) => gradient.set(...at, value.get(...at) > 0 ? gradient.get(...at) : 0));
  gradient.store(memory, result);
  if (sums !== 0) sumProducts(memory, gradient, normalised, 8 * sums, items, itemOf);
}

/** Σg, Σ g · (yFirst − mean), Σ g · (ySecond − mean) of each item and channel. */
export function sumProducts(
  memory: PlainMemory,
  gradient: Images,
  normalised: readonly Normalised[],
  sums: number,
  items: number,
  itemOf: (image: number, row: number) => number,
): void {
  const { floats, doubles } = memory;
  const { channels } = gradient.shape;
  doubles.fill(0, sums, sums + items * channels * 3);
  const y = normalised.map(({ tensor }) => Images.load(memory, gradient.shape, tensor, tensor && gradient.batch));
  const add = (at: number, more: number): void => {
    doubles[at] = (doubles[at] as number) + more;
  };
  const meanAt = (mean: number, channel: number): number => (mean === 0 ? 0 : (floats[16 * mean + channel] as number));
  gradient.each((image, row, channel, column) => {
    const at = sums + (itemOf(image, row) * channels + channel) * 3;
    const g = gradient.get(image, row, channel, column);
    add(at, g);
    normalised.forEach(({ tensor, mean }, i) => {
      if (tensor === 0) return;
      const seen = (y[i] as Images).get(image, row, channel, column) - meanAt(mean, channel);
      add(at + 1 + i, g * seen);
    });
  });
}
