import type { BuiltLists } from '../lists/list-shape.ts';
import type { Region } from '../memory/regions.ts';
import { linesOf } from '../program/buffer.ts';
import type { Lists } from '../tape/operands.ts';
import type { Engine } from './engine.ts';

/** Lists of many convolutions whose values lie one after the other. */
export interface ListGroup {
  /** Where starts, offsets and indices lie. */
  readonly region: Region;
  /** The line of all indices. */
  readonly indices: number;
  /** How many indices, with −1 between convolutions. */
  readonly count: number;
  /** Lines of all values. */
  readonly valueLines: number;
  /** By the convolution's name; values count from the first line of all values. */
  readonly layers: ReadonlyMap<string, Lists>;
}

/** Writes lists to the machine's memory. */
export function placeLists({ regions, machine }: Engine, lists: ReadonlyMap<string, BuiltLists>): ListGroup {
  const all = [...lists.values()];
  const valueLines = sum(all, ({ indices }) => linesOf(indices.length));
  const tableLines = sum(all, ({ starts, offsets }) => linesOf(starts.length) + linesOf(offsets.length));
  const region = regions.take(valueLines + tableLines);
  const data = new Int32Array(16 * (valueLines + tableLines));
  const layers = new Map<string, Lists>();
  data.fill(-1, 0, 16 * valueLines);
  let [values, tables] = [0, valueLines];
  const table = (numbers: Int32Array): number => {
    data.set(numbers, 16 * tables);
    tables += linesOf(numbers.length);
    return region.line + tables - linesOf(numbers.length);
  };
  for (const [name, { block, starts, offsets, indices }] of lists) {
    data.set(indices, 16 * values);
    layers.set(name, { block, count: starts.length - 1, starts: table(starts), offsets: table(offsets), values });
    values += linesOf(indices.length);
  }
  machine.write(region.line, data);
  return { region, indices: region.line, count: 16 * valueLines, valueLines, layers };
}

function sum<T>(all: readonly T[], of: (one: T) => number): number {
  return all.reduce((total, one) => total + of(one), 0);
}

/** Lists of a group once its values lie somewhere; none if the group has no such convolution. */
export function listsAt(group: ListGroup, name: string, values: number): Lists {
  const lists = group.layers.get(name);
  return lists === undefined ? noLists : { ...lists, values: values + lists.values };
}

/** No lists at all: nothing is asked for. */
export const noLists: Lists = { block: 1, count: 0, starts: 0, offsets: 0, values: 0 };
