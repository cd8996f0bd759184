import process from 'node:process';
import { AltsparseError } from '@altsparse/core';
import type { EngineName } from '@altsparse/engine/node';
import { type EngineChoice, engineChoices, type SwitchChoice } from '../config/engine-choice.ts';
import type { ResolvedExperiment } from '../config/experiment.ts';
import type { EngineRecord } from './record.ts';

/** What a run wants of engines. */
export interface EngineWish {
  /** Both, one or the other. */
  readonly choice: 'auto' | 'tensorflow' | 'sparse';
  /** The engine of TensorFlow.js to try first; absent: the fastest. */
  readonly backend?: EngineName | undefined;
  /** Threads of TensorFlow; absent: one per processor. */
  readonly threads?: number | undefined;
  /** What the sparse engine is to run on; absent: the fastest machine, as many threads as TensorFlow. */
  readonly sparse?: { readonly machine: 'native' | 'wasm'; readonly threads: number } | undefined;
  /** Where engines change. */
  readonly switchAt: SwitchChoice;
  /** Numbers of the sparse engine. */
  readonly precision: 'fp32' | 'mixed';
}

/** The part of an experiment that says what it wants of engines. */
export type EngineKeys = Pick<ResolvedExperiment, 'engine' | 'threads' | 'switchAt' | 'precision'>;

/**
 * What an experiment wants; one that leaves it open (`auto`) takes what `ALTSPARSE_ENGINE` says.
 *
 * @throws AltsparseError `engine-unknown-name`.
 */
export function wishOf(
  { engine, ...rest }: EngineKeys,
  variable: string | undefined = process.env.ALTSPARSE_ENGINE,
): EngineWish {
  const name = engine === 'auto' ? engineNamed(variable || 'auto') : engine;
  if (name === 'auto' || name === 'tensorflow' || name === 'sparse') return { ...pick(rest), choice: name };
  return { ...pick(rest), choice: 'tensorflow', backend: name };
}

/** The same engines as a run had, with its switch point: nothing is measured again. */
export function wishOfRecord(record: EngineRecord): EngineWish {
  const { name, backend = name as EngineName, threads, precision = 'fp32', sparse, switchAt = 1 } = record;
  const machine = sparse?.name === 'sparse-wasm' ? 'wasm' : 'native';
  return {
    choice: sparse === undefined ? 'tensorflow' : backend === null ? 'sparse' : 'auto',
    ...(backend !== null && { backend }),
    ...{ threads, precision, switchAt },
    ...(sparse && { sparse: { machine, threads: sparse.threads } }),
  };
}

function pick({ threads, switchAt, precision }: Omit<EngineKeys, 'engine'>): Omit<EngineWish, 'choice'> {
  return { threads, switchAt, precision };
}

function engineNamed(variable: string): EngineChoice {
  const name = engineChoices.find((one) => one === variable);
  if (name !== undefined) return name;
  throw new AltsparseError('engine-unknown-name', 'There is no engine of that name.', {
    place: 'ALTSPARSE_ENGINE',
    found: variable,
    expected: engineChoices.join(', '),
  });
}
