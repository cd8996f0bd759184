import { type Bench, bits } from './bench.test.kit.ts';
import type { Case } from './compare.test.kit.ts';
import type { InstructionSpec } from './instruction-spec.test.kit.ts';

/** Vectors that the machine has to write, and how they are read. */
function empty(bench: Bench, names: readonly string[], channels: number): [number[], ReturnType<Case>] {
  const places = names.map(() => bench.emptyFloats(channels));
  const readers = names.map((name, i) => [name, () => bench.readFloats(places[i] as number, channels)] as const);
  return [places, Object.fromEntries(readers)];
}

/** 3. A mean's sign is opposite, so that the shift becomes a sum of absolute terms. */
export function statisticsCase({ items, image: { channels } }: InstructionSpec): Case {
  return (bench) => {
    const sums = Array.from({ length: items * channels }, () => [bench.number(), bench.number(4, 9)]).flat();
    const from = bench.doubles(sums, ['opposite', 'absolute']);
    const given = [bench.floats(bench.numbers(channels)), bench.floats(bench.numbers(channels))];
    const [written, readers] = empty(bench, ['scale', 'shift', 'mean', 'inverse'], channels);
    const moments = bench.emptyFloats(3 + 2 * channels);
    const numbers = [channels, items, from, bits(3 * items), bits(2 ** -10)];
    bench.emit(3, numbers, given, written, moments, 3);
    return { ...readers, moments: () => bench.readFloats(moments, 3 + 2 * channels) };
  };
}

/** 4 */
export function fixedCase({ image: { channels } }: InstructionSpec): Case {
  return (bench) => {
    const given = [bench.floats(bench.numbers(channels)), bench.floats(bench.numbers(channels))];
    const mean = bench.floats(bench.numbers(channels + 5), 'opposite');
    const variance = bench.floats(bench.numbers(channels + 2, 0, 3));
    const [written, readers] = empty(bench, ['scale', 'shift'], channels);
    bench.emit(4, channels, bits(2 ** -5), given, mean, 5, variance, 2, written);
    return readers;
  };
}

/** 5 */
export function normBackwardCase({ items, kind, count, image: { channels } }: InstructionSpec): Case {
  return (bench) => {
    const sums = bench.doubles(bench.numbers(items * channels * 3));
    const [gamma, mean] = [bench.floats(bench.numbers(channels)), bench.floats(bench.numbers(channels), 'opposite')];
    const inverse = bench.floats(bench.numbers(channels, 0.5, 4));
    const [written, readers] = empty(bench, ['a', 'b', 'c'], channels);
    const gradients = bench.emptyFloats(1 + 2 * channels);
    bench.emit(5, channels, items, sums, 1 + kind, bits(count), gamma, mean, inverse, written, [
      ...[gradients, 1 + channels],
      ...[gradients, 1],
    ]);
    return { ...readers, gradients: () => bench.readFloats(gradients, 1 + 2 * channels) };
  };
}

/** 23 */
export function sumItemsCase({ items, image: { channels } }: InstructionSpec): Case {
  return (bench) => {
    const sums = bench.doubles(bench.numbers(items * channels));
    const to = bench.emptyFloats(4 + channels);
    bench.emit(23, channels, items, sums, to, 4);
    return { sum: () => bench.readFloats(to, 4 + channels) };
  };
}
