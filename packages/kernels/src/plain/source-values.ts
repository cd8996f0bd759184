import { activate } from './activation.ts';
import { Images } from './images.ts';
import type { Source, Term } from './operands.ts';
import type { PlainMemory } from './plain-memory.ts';

/** The sum of a source's terms, before its activation. */
export function sumsOf(memory: PlainMemory, source: Source, batch: number): Images {
  const { rows, channels, columns } = source;
  const sum = new Images({ rows, channels, columns }, batch);
  for (const term of [source.first, source.second]) if (term.tensor !== 0) addTerm(memory, term, sum);
  return sum;
}

function addTerm(memory: PlainMemory, { tensor, scale, shift }: Term, sum: Images): void {
  const numberOf = (vector: number, channel: number, none: number): number =>
    vector === 0 ? none : (memory.floats[16 * vector + channel] as number);
  const loaded = Images.load(memory, sum.shape, tensor, sum.batch);
  sum.each((image, row, channel, column) => {
    const x = loaded.get(image, row, channel, column);
    sum.add(image, row, channel, column, numberOf(scale, channel, 1) * x + numberOf(shift, channel, 0));
  });
}

/** A source's value, which is stored where that is asked for. */
export function valuesOf(memory: PlainMemory, source: Source, batch: number): Images {
  const value = sumsOf(memory, source, batch);
  value.each((...at) => value.set(...at, activate(source.act, source.slope, value.get(...at))));
  if (source.store !== 0) value.store(memory, source.store);
  return value;
}
