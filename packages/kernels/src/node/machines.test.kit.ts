import { afterAll } from 'vitest';
import type { Machine } from '../machine.ts';
import { nodeMachine } from './node-machine.ts';
import { hasCompiler } from './own-cache.test.kit.ts';

/** Opens every kind of machine that works here; they are closed after the file's tests. */
export async function machinesByName(): Promise<readonly (readonly [string, Machine])[]> {
  const machines: [string, Machine][] = [];
  // One after the other: the first of a kind may have to be compiled.
  for (const prefer of hasCompiler ? (['native', 'wasm'] as const) : (['wasm'] as const))
    for (const threads of [1, 2, 3])
      machines.push([`${prefer}, ${threads} threads`, await nodeMachine({ prefer, threads })]);
  afterAll(() => {
    for (const [, machine] of machines) machine.dispose();
  });
  return machines;
}

/** An instruction: its code, then its length, then operands. */
export const instruction = (code: number, ...operands: readonly number[]): number[] => [
  code,
  operands.length + 2,
  ...operands,
];

/** A float as a tape carries it. */
export const bits = (value: number): number => new Int32Array(Float32Array.of(value).buffer)[0] as number;

/** Runs instructions one after the other. */
export function run(machine: Machine, ...instructions: readonly (readonly number[])[]): void {
  machine.run(Int32Array.from(instructions.flat()));
}

/** The first numbers from a line on. */
export function numbers(machine: Machine, line: number, count: number): number[] {
  const found = new Float32Array(count);
  machine.read(line, found);
  return [...found];
}

/** A tensor of one tile, given by what each line holds for its first images; the others hold 0. */
export function tile(...lines: readonly (readonly number[])[]): Float32Array {
  const all = new Float32Array(16 * lines.length);
  lines.forEach((line, i) => {
    all.set(line, 16 * i);
  });
  return all;
}

/** What a tensor holds for the first images, line by line. */
export function lines(machine: Machine, line: number, count: number, images: number): number[][] {
  return Array.from({ length: count }, (_, i) => numbers(machine, line + i, images));
}
