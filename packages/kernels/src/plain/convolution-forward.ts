import { chunkOf, eachWindow, itemOf, tapOf } from './convolution-shape.ts';
import { entriesOf } from './entries.ts';
import { Images } from './images.ts';
import type { Geometry, Lanes, Lists, Operands } from './operands.ts';
import type { PlainMemory } from './plain-memory.ts';
import { valuesOf } from './source-values.ts';

/** 1: a convolution by lists of weights. */
export function convForward(memory: PlainMemory, operands: Operands): void {
  const lanes = operands.lanes();
  const value = valuesOf(memory, operands.source(), lanes.batch);
  const [geometry, lists] = [operands.geometry(), operands.lists()];
  const [output, bias, sums] = [operands.int(), operands.int(), operands.int()];
  const result = new Images(geometry.out, lanes.batch);
  if (bias !== 0) result.each((i, r, k, x) => result.set(i, r, k, x, memory.floats[16 * bias + k] as number));
  addWeights(memory, geometry, lists, value, result);
  result.store(memory, output);
  if (sums !== 0) sumUp(memory, geometry, lanes, result, 8 * sums);
}

function addWeights(memory: PlainMemory, geometry: Geometry, lists: Lists, value: Images, result: Images): void {
  for (const entry of entriesOf(memory, lists)) {
    const tap = tapOf(geometry, value.shape, entry.offset);
    const first = entry.list * lists.block;
    for (let k = first; k < Math.min(first + lists.block, geometry.out.channels); k++) {
      const weight = memory.floats[entry.value + k - first] as number;
      eachWindow(geometry, result.batch, tap, (image, row, column, y, x) =>
        result.add(image, row, k, column, weight * value.get(image, y, tap.channel, x)),
      );
    }
  }
}

/** Σy and Σy² of each item and channel. */
function sumUp({ doubles }: PlainMemory, geometry: Geometry, { tiles }: Lanes, result: Images, sums: number): void {
  const { out, chunks } = geometry;
  doubles.fill(0, sums, sums + tiles * chunks * out.channels * 2);
  result.each((image, row, k, column) => {
    const y = result.get(image, row, k, column);
    const at = sums + (itemOf(geometry, image, chunkOf(geometry, row)) * out.channels + k) * 2;
    doubles[at] = (doubles[at] as number) + y;
    doubles[at + 1] = (doubles[at + 1] as number) + y * y;
  });
}
