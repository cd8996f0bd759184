/**
 * What a config file of the command `altsparse` needs. The command itself is `altsparse` in a terminal.
 *
 * @packageDocumentation
 */

export { type Duration, epochs, share, steps } from '@altsparse/core';
export type { CheckpointCadence } from '@altsparse/core/node';
export type { EngineChoice, SwitchChoice } from './config/engine-choice.ts';
export {
  defineExperiment,
  type Experiment,
  type ExperimentStage,
  type ModelFile,
  type PartChoice,
  type StageKey,
} from './config/experiment.ts';
