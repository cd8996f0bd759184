import type { Operands } from './operands.ts';
import type { PlainMemory } from './plain-memory.ts';

/** Σ over items of number `which` of `width` of one channel. */
function overItems(
  { doubles }: PlainMemory,
  { sums, items, channels }: { readonly sums: number; readonly items: number; readonly channels: number },
  ...[channel, width, which]: readonly [number, number, number]
): number {
  let sum = 0;
  for (let item = 0; item < items; item++)
    sum += doubles[8 * sums + (item * channels + channel) * width + which] as number;
  return sum;
}

/** 3: mean and variance of a batch, and the scale and shift that they make. */
export function normStatistics(memory: PlainMemory, operands: Operands): void {
  const { floats } = memory;
  const from = { channels: operands.int(), items: operands.int(), sums: operands.int() };
  const { channels } = from;
  const [count, epsilon] = [operands.float(), operands.float()];
  const [gamma, beta, scale, shift, mean, inverse] = vectors(operands, 6);
  const moments = operands.spot();
  for (let c = 0; c < channels; c++) {
    const average = overItems(memory, from, c, 2, 0) / count;
    const variance = Math.max(0, overItems(memory, from, c, 2, 1) / count - average * average);
    const factor = 1 / Math.sqrt(variance + epsilon);
    floats[mean + c] = average;
    floats[inverse + c] = factor;
    floats[scale + c] = (floats[gamma + c] as number) * factor;
    floats[shift + c] = (floats[beta + c] as number) - average * (floats[gamma + c] as number) * factor;
    floats[moments + c] = average;
    floats[moments + channels + c] = count > 1 ? (variance * count) / (count - 1) : variance;
  }
}

/** 4: scale and shift from running statistics. */
export function normFixed({ floats }: PlainMemory, operands: Operands): void {
  const [channels, epsilon] = [operands.int(), operands.float()];
  const [gamma, beta] = vectors(operands, 2);
  const [mean, variance] = [operands.spot(), operands.spot()];
  const [scale, shift] = vectors(operands, 2);
  for (let c = 0; c < channels; c++) {
    const factor = (floats[gamma + c] as number) / Math.sqrt((floats[variance + c] as number) + epsilon);
    floats[scale + c] = factor;
    floats[shift + c] = (floats[beta + c] as number) - (floats[mean + c] as number) * factor;
  }
}

/** 5: the gradient of a normalisation's input is a · g + b · y + c. */
export function normBackward(memory: PlainMemory, operands: Operands): void {
  const { floats } = memory;
  const from = { channels: operands.int(), items: operands.int(), sums: operands.int() };
  const [which, count] = [operands.int(), operands.float()];
  const [gamma, mean, inverse, a, b, c] = vectors(operands, 6);
  const [gammaGradient, betaGradient] = [operands.spot(), operands.spot()];
  for (let i = 0; i < from.channels; i++) {
    const factor = floats[inverse + i] as number;
    const scale = (floats[gamma + i] as number) * factor;
    const sum = overItems(memory, from, i, 3, 0);
    const product = overItems(memory, from, i, 3, which) * factor;
    const slope = (-scale * factor * product) / count;
    floats[a + i] = scale;
    floats[b + i] = slope;
    floats[c + i] = (-scale * sum) / count - slope * (floats[mean + i] as number);
    floats[gammaGradient + i] = product;
    floats[betaGradient + i] = sum;
  }
}

/** 23: adds partial sums. */
export function sumItems(memory: PlainMemory, operands: Operands): void {
  const from = { channels: operands.int(), items: operands.int(), sums: operands.int() };
  const to = operands.spot();
  for (let c = 0; c < from.channels; c++) memory.floats[to + c] = overItems(memory, from, c, 1, 0);
}

type Six = readonly [number, number, number, number, number, number];

/** Indices of the first floats of the next vectors. */
function vectors(operands: Operands, count: number): Six {
  return operands.ints(count).map((line) => 16 * line) as unknown as Six;
}
