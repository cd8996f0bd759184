import type { Machine } from '../machine.ts';
import { plainMachine } from '../plain/index.ts';
import { Bench, type BenchOptions } from './bench.test.kit.ts';

/** Writes a case to a bench and says how its results are read. */
export type Case = (bench: Bench) => Readonly<Record<string, () => readonly number[]>>;

/** Results by name. */
export type Results = Readonly<Record<string, readonly number[]>>;

/** Runs a case on a machine of which nothing is asked but that it serves this one. */
export function resultsOf(one: Case, seed: number, options: BenchOptions): Results {
  const bench = new Bench(options, seed);
  const readers = one(bench);
  const spoilt = bench.run();
  if (spoilt.length > 0) throw new Error(`${options.machine.name} wrote beyond its arrays, at lines ${spoilt}`);
  return Object.fromEntries(Object.entries(readers).map(([name, read]) => [name, read()]));
}

/** What to compare, and how much is let pass. */
export interface Trial {
  readonly machines: readonly Machine[];
  readonly precision?: 'fp32' | 'mixed';
  /** Of the sum of absolute terms. */
  readonly bound: number;
  /** Is there rounding by what lies around a result, too? A tenth of the bound, then, of the largest sum of absolute terms, or of 1. */
  readonly tiled?: boolean;
}

// Numbers are drawn about as large: sums that a tile makes are, even where no result is.
const usual = 1;
// Results that half precision cannot hold: below its smallest step.
const smallest = 2 ** -24;

/** Compares machines with the plain one: differences are at most `bound` of the sum of absolute terms. */
export function compare(one: Case, seed: number, { machines, precision = 'fp32', bound, tiled = false }: Trial): void {
  const total = precision === 'mixed';
  const expected = resultsOf(one, seed, { machine: plainMachine(), total });
  const magnitude = resultsOf(one, seed, { machine: plainMachine(), total, magnitudes: true });
  for (const machine of machines) {
    const found = resultsOf(one, seed, { machine, precision, total });
    for (const [name, numbers] of Object.entries(expected)) {
      const around = tiled ? Math.max(usual, largestOf(magnitude[name] ?? [])) : 0;
      numbers.forEach((number, i) => {
        const [here, size] = [found[name]?.[i] ?? Number.NaN, Math.abs(magnitude[name]?.[i] ?? Number.NaN)];
        const limit = bound * (size + around / 10) + (precision === 'mixed' ? smallest : 0);
        if (Math.abs(here - number) <= limit) return;
        throw new Error(
          `${name}[${i}] with ${machine.threads} threads: found ${here}, expected ${number}, let pass ${limit}`,
        );
      });
    }
  }
}

function largestOf(numbers: readonly number[]): number {
  return numbers.reduce((largest, one) => Math.max(largest, Math.abs(one)), 0);
}

/** Frees the machines of a trial, if it was there. */
export function close(trial: Pick<Trial, 'machines'> | undefined): void {
  for (const machine of trial?.machines ?? []) machine.dispose();
}
