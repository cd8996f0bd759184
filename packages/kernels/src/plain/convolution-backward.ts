import { chunkOf, eachWindow, itemOf, ownerOf, tapOf } from './convolution-shape.ts';
import { entriesOf } from './entries.ts';
import { finishInput, readEpilogue } from './epilogue.ts';
import { Images } from './images.ts';
import { inputGradient, readHalo } from './input-gradient.ts';
import type { Geometry, Lists, Operands } from './operands.ts';
import type { PlainMemory } from './plain-memory.ts';
import { valuesOf } from './source-values.ts';

/** 2: the way back through a convolution. */
export function convBackward(memory: PlainMemory, operands: Operands): void {
  const { batch, tiles } = operands.lanes();
  const value = valuesOf(memory, operands.source(), batch);
  const geometry = operands.geometry();
  const gradient = outputGradient(memory, geometry, batch, operands);
  const halo = readHalo(operands);
  const weights = operands.lists();
  operands.int(); // one thread needs no stride
  const inputs = operands.lists();
  const bias = operands.int();
  const epilogue = readEpilogue(operands);
  if (weights.count > 0) weightGradient(memory, geometry, weights, value, gradient);
  if (bias !== 0) biasGradient(memory, geometry, gradient, tiles, 8 * bias);
  if (inputs.count === 0) return;
  const found = inputGradient(memory, geometry, halo, inputs, gradient, value);
  const items = tiles * geometry.chunks;
  finishInput(memory, epilogue, found, value, items, (image, row) => itemOf(geometry, image, ownerOf(geometry, row)));
}

/** g, or a · g + b · y + c behind a normalisation. */
function outputGradient(memory: PlainMemory, { out }: Geometry, batch: number, operands: Operands): Images {
  const [gradient, output, a, b, c] = [operands.int(), operands.int(), operands.int(), operands.int(), operands.int()];
  const result = Images.load(memory, out, gradient, batch);
  if (output === 0) return result;
  const of = (vector: number, channel: number): number => memory.floats[16 * vector + channel] as number;
  const y = Images.load(memory, out, output, batch);
  result.each((i, r, k, x) =>
    result.set(i, r, k, x, of(a, k) * result.get(i, r, k, x) + of(b, k) * y.get(i, r, k, x) + of(c, k)),
  );
  return result;
}

function weightGradient(memory: PlainMemory, geometry: Geometry, lists: Lists, value: Images, gradient: Images): void {
  for (const entry of entriesOf(memory, lists)) {
    const tap = tapOf(geometry, value.shape, entry.offset);
    const first = entry.list * lists.block;
    memory.floats.fill(0, entry.value, entry.value + lists.block);
    for (let k = first; k < Math.min(first + lists.block, geometry.out.channels); k++) {
      let sum = 0;
      eachWindow(geometry, value.batch, tap, (image, row, column, y, x) => {
        sum += gradient.get(image, row, k, column) * value.get(image, y, tap.channel, x);
      });
      memory.floats[entry.value + k - first] = sum;
    }
  }
}

function biasGradient(memory: PlainMemory, geometry: Geometry, gradient: Images, tiles: number, bias: number): void {
  const { out, chunks } = geometry;
  const { doubles } = memory;
  doubles.fill(0, bias, bias + tiles * chunks * out.channels);
  gradient.each((image, row, k, column) => {
    const at = bias + itemOf(geometry, image, chunkOf(geometry, row)) * out.channels + k;
    doubles[at] = (doubles[at] as number) + gradient.get(image, row, k, column);
  });
}
