import type { Command } from 'commander';
import type { Output } from '../terminal/output.ts';

/** Adds a command; `end` sets the exit code of one that did its work and found something wrong. */
export type AddCommand = (program: Command, output: Output, end: (code: number) => void) => void;

/** For options that may be given several times. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}
