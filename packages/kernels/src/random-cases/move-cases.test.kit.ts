import { bits, type Shape } from './bench.test.kit.ts';
import type { Case } from './compare.test.kit.ts';
import type { InstructionSpec } from './instruction-spec.test.kit.ts';

const flat = ({ rows, channels, columns }: Shape): number[] => [rows, channels, columns];
const volume = ({ rows, channels, columns }: Shape): number => rows * channels * columns;

/** 12 */
export function windowCase({ batch, image, other, shifts, flag }: InstructionSpec): Case {
  return (bench) => {
    const [from, to] = [bench.tensor(image, batch), bench.tensor(other, batch)];
    bench.emit(12, bench.tiles(batch), flat(image), from, flat(other), to, shifts, flag);
    return { to: () => bench.readTensor(to, other, batch) };
  };
}

/** 13 */
export function flattenCase({ batch, image, flag }: InstructionSpec): Case {
  return (bench) => {
    const features = { rows: 1, channels: volume(image), columns: 1 };
    const places = [bench.tensor(image, batch), bench.tensor(features, batch)] as const;
    bench.emit(13, bench.tiles(batch), flat(image), places, flag);
    return {
      image: () => bench.readTensor(places[0], image, batch),
      features: () => bench.readTensor(places[1], features, batch),
    };
  };
}

/** 14 */
export function addCase({ batch, image }: InstructionSpec): Case {
  return (bench) => {
    const [first, second, result] = [
      bench.tensor(image, batch),
      bench.tensor(image, batch),
      bench.emptyTensor(image, batch),
    ];
    bench.emit(14, bench.tiles(batch), volume(image), first, second, result);
    return { result: () => bench.readTensor(result, image, batch) };
  };
}

/** 15 and 17: lanes without an image become 0. */
export function inCase({ batch, image }: InstructionSpec, opcode: 15 | 17): Case {
  const shape = opcode === 15 ? image : { rows: 1, channels: image.channels, columns: 1 };
  return (bench) => {
    const from = bench.floats(bench.numbers(batch * volume(shape)));
    const to = bench.emptyTensor(shape, batch);
    bench.emit(opcode, batch, bench.tiles(batch), opcode === 15 ? flat(shape) : shape.channels, from, to);
    return {
      to: () => bench.readTensor(to, shape, batch),
      spare: () => [bench.spareLanes(to, shape, batch).filter((one) => one !== 0).length],
    };
  };
}

/** 16 */
export function featuresOutCase({ batch, image: { channels } }: InstructionSpec): Case {
  return (bench) => {
    const from = bench.tensor({ rows: 1, channels, columns: 1 }, batch);
    const to = bench.emptyFloats(batch * channels);
    bench.emit(16, batch, bench.tiles(batch), channels, from, to);
    return { to: () => bench.readFloats(to, batch * channels) };
  };
}

/** 18 */
export function gatherCase({ count, items }: InstructionSpec): Case {
  return (bench) => {
    const from = bench.floats(bench.numbers(20 * items));
    const indices = bench.ints(Array.from({ length: count }, () => Math.floor(bench.unit() * (20 * items + 1)) - 1));
    const to = bench.emptyFloats(count);
    bench.emit(18, count, indices, from, to);
    return { to: () => bench.readFloats(to, count) };
  };
}

/** 19: to places of which no two are the same. */
export function scatterCase({ count, items }: InstructionSpec): Case {
  return (bench) => {
    const places = Array.from({ length: count }, (_, i) => (bench.unit() < 0.2 ? -1 : (i * 7 + items) % (7 * count)));
    const stride = Math.ceil(count / 16) + 1;
    const [indices, from] = [bench.ints(places), bench.floats(bench.numbers(items * stride * 16))];
    const to = bench.emptyFloats(7 * count);
    bench.emit(19, count, indices, from, items, stride, to);
    return { to: () => bench.readFloats(to, 7 * count) };
  };
}

/** 20 and 24: only so many numbers change. */
export function floatsCase({ count }: InstructionSpec, opcode: 20 | 24): Case {
  return (bench) => {
    const at = bench.floats(bench.numbers(count + 20));
    bench.emit(opcode, count, bits(0.3), at);
    return { at: () => bench.readFloats(at, count + 20) };
  };
}
