import { type Bench, bits, type Shape } from './bench.test.kit.ts';
import type { Case } from './compare.test.kit.ts';
import type { InstructionSpec } from './instruction-spec.test.kit.ts';
import { normalisedOperands, sourceOperands } from './source-cases.test.kit.ts';

const flat = ({ rows, channels, columns }: Shape): number[] => [rows, channels, columns];

/** 6 */
export function junctionCase({ batch, image, source }: InstructionSpec): Case {
  return (bench) => {
    const stored = bench.emptyTensor(image, batch);
    bench.emit(6, batch, bench.tiles(batch), sourceOperands(bench, source, image, batch, stored));
    return { stored: () => bench.readTensor(stored, image, batch) };
  };
}

/** 7 */
export function junctionBackwardCase({ batch, image, source, few, items, flag }: InstructionSpec): Case {
  return (bench) => {
    const tiles = bench.tiles(batch);
    const from = sourceOperands(bench, source, image, batch, 0);
    const gradients = [0, 1, 2].map((i) => (i <= few ? bench.tensor(image, batch) : 0));
    const result = bench.emptyTensor(image, batch);
    const normalised = normalisedOperands(bench, items % 3, image, batch);
    const sums = bench.emptyDoubles(tiles * image.channels * 3);
    // Slopes are no more than 1.1, whatever is summed.
    if (bench.magnitudes) from.splice(3, 1, 0);
    bench.emit(7, batch, tiles, from, gradients, result, normalised, flag ? sums : 0);
    return {
      result: () => bench.readTensor(result, image, batch),
      ...(flag && { sums: () => bench.readDoubles(sums, tiles, image.channels * 3) }),
    };
  };
}

/** What a pooling reads and writes: the way forward, and the way back after it. */
function poolTensors(bench: Bench, batch: number, image: Shape, out: Shape, back: boolean): number[] {
  const tensors = [bench.tensor(image, batch, 'kept'), bench.emptyTensor(out, batch)];
  return back ? [...tensors, bench.tensor(out, batch), bench.emptyTensor(image, batch)] : [...tensors, 0, 0];
}

type Emit = (bench: Bench, opcode: number, tensors: readonly number[]) => void;

/** Magnitudes of a maximum are those of itself; the places that it goes back to stay. */
function poolCase(batch: number, image: Shape, out: Shape, opcode: number, back: boolean, emit: Emit): Case {
  return (bench) => {
    const tensors = poolTensors(bench, batch, image, out, back);
    const [, output = 0, , result = 0] = tensors;
    emit(bench, opcode, tensors);
    if (back) emit(bench, opcode + 1, tensors);
    return {
      output: () => (bench.magnitudes ? largest(out, batch) : bench.readTensor(output, out, batch)),
      ...(back && { result: () => bench.readTensor(result, image, batch) }),
    };
  };
}

/** Inputs are no more than 2. */
function largest({ rows, channels, columns }: Shape, batch: number): number[] {
  return new Array<number>(batch * rows * channels * columns).fill(2);
}

/** 8 and 9 */
export function globalPoolCase({ batch, image, kind }: InstructionSpec, back: boolean): Case {
  const out = { rows: 1, channels: image.channels, columns: 1 };
  return poolCase(batch, image, out, 8, back, (bench, opcode, tensors) =>
    bench.emit(opcode, batch, bench.tiles(batch), kind, flat(image), tensors),
  );
}

/** 10 and 11: windows of which some of the image is seen. */
export function poolingCase({ batch, image, kind, strides, ...wanted }: InstructionSpec, back: boolean): Case {
  const window = wanted.window.map((size, i) => Math.min(size, i === 0 ? image.rows : image.columns));
  const padding = wanted.padding.map((size, i) => Math.min(size, (window[i] as number) - 1));
  const [rows = 0, columns = 0] = [image.rows, image.columns].map((size, i) =>
    Math.floor((size + (padding[i] as number) - (window[i] as number)) / (strides[i] as number) + 1),
  );
  const out = { rows, channels: image.channels, columns };
  return poolCase(batch, image, out, 10, back, (bench, opcode, tensors) => {
    const places = [...window, ...strides, ...padding, rows, columns];
    bench.emit(opcode, batch, bench.tiles(batch), kind, flat(image), places, tensors);
  });
}

/** 21 and 22 */
export function dropoutCase({ batch, image, few }: InstructionSpec, opcode: number): Case {
  return (bench) => {
    const noise = bench.ints([Math.floor(bench.unit() * 2 ** 31), -Math.floor(bench.unit() * 2 ** 31)]);
    const [from, to] = [bench.tensor(image, batch), bench.emptyTensor(image, batch)];
    const rate = bits([0, 0.1, 0.75][few] as number);
    bench.emit(opcode, batch, bench.tiles(batch), flat(image), rate, noise, from, to);
    return { to: () => bench.readTensor(to, image, batch) };
  };
}
