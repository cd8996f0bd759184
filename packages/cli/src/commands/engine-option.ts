import { type Command, Option } from 'commander';
import { type EngineChoice, engineChoices } from '../config/engine-choice.ts';

/** What `--engine` gives. */
export interface EngineOption {
  /** Which engine computes. */
  readonly engine?: EngineChoice;
}

/** Adds `--engine`. */
export function addEngineOption(command: Command): Command {
  return command.addOption(new Option('--engine <name>', 'which engine computes').choices(engineChoices));
}

/** It as a setting of a config. */
export function engineSetting({ engine }: EngineOption): readonly string[] {
  return engine === undefined ? [] : [`engine=${engine}`];
}
