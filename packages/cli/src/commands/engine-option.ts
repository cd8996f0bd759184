import { type Command, Option } from 'commander';
import type { Experiment } from '../config/experiment.ts';

type EngineChoice = NonNullable<Experiment['engine']>;

const choices: readonly EngineChoice[] = ['auto', 'tfjs-node-gpu', 'tfjs-node', 'wasm', 'cpu', 'webgpu'];

/** What `--engine` gives. */
export interface EngineOption {
  /** Which engine to try first. */
  readonly engine?: EngineChoice;
}

/** Adds `--engine`. */
export function addEngineOption(command: Command): Command {
  return command.addOption(new Option('--engine <name>', 'engine to try first').choices(choices));
}

/** What is preferred; undefined: the fastest. */
export function preferOf({ engine }: EngineOption): Exclude<EngineChoice, 'auto'> | undefined {
  return engine === 'auto' ? undefined : engine;
}
