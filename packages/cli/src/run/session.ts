import type { Network, Observer } from '@altsparse/core';
import type { CheckpointKeeper } from '@altsparse/core/node';
import type { ConflictSummary } from '@altsparse/gc-projection';
import type { RunScope } from '../compose/container.ts';
import type { ResolvedExperiment } from '../config/experiment.ts';
import type { Registry } from '../parts/registry.ts';
import type { StepClock } from './clock.ts';
import type { EngineSteps } from './engine-steps.ts';
import type { Environment } from './environment.ts';
import type { ResumePoint } from './resume-point.ts';
import type { RunLog } from './run-log.ts';

/** What is known of a run before its first step. */
export interface RunStart {
  /** The run's identity. */
  readonly id: string;
  /** Where it lies, absolute. */
  readonly folder: string;
  /** With one seed. */
  readonly experiment: ResolvedExperiment;
  /** What it runs on. */
  readonly environment: Environment;
  /** Steps of all stages that were done before. 0 for a new run. */
  readonly stepsBefore: number;
}

/** What to train, where to keep it, and who listens. */
export interface TrainRunRequest {
  /** With one seed. */
  readonly experiment: ResolvedExperiment;
  /** The parts that it names. */
  readonly registry: Registry;
  /** The folder of all runs. */
  readonly runs: string;
  /** Told once, before the first step; gives the readers of events. */
  begin(start: RunStart): readonly Observer[];
  /** Told, in a line, of what the user should know meanwhile: images that cannot be read. */
  note?(line: string): void;
  /** Stands between the run and its engine, for those who measure. Default: nobody does. */
  watch?(network: Network): Network;
  /** Stops the run after the step under way. */
  readonly signal?: AbortSignal | undefined;
  /** Goes on with a run; its folder is given back at the end. Default: a new run. */
  readonly resume?: ResumePoint | undefined;
  /** Go on although the engine is another. Default false. */
  readonly force?: boolean | undefined;
  /** Keep what follows as a new run, for the config is another. Default false. */
  readonly fork?: boolean | undefined;
}

/** Everything of one run that has to be at hand from its first step to its report. */
export interface Session {
  /** The parts of the run. */
  readonly scope: RunScope;
  /** What was asked for. */
  readonly request: TrainRunRequest;
  /** Times. */
  readonly clock: StepClock;
  /** Which engine trained how many steps. */
  readonly engines: EngineSteps;
  /** Conflicts. */
  readonly conflicts: ConflictSummary;
  /** What is filled in when the run has a folder; all who listen, also from the beginning. */
  readonly late: { readonly observers: Observer[]; log?: RunLog; keeper?: CheckpointKeeper };
}
