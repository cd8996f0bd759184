import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { listCheckpoints } from '@altsparse/core/node';
import type { ResolvedExperiment } from '../config/experiment.ts';
import type { Environment } from './environment.ts';
import { readConfig, readJson, readReport } from './find-run.ts';
import { holderOf } from './lock.ts';
import type { RunReport } from './result.ts';
import { runFiles } from './run-folder.ts';

/** `running`: a living process has it; `interrupted`: it was killed, and left no word. */
export type RunStatus = RunReport['status'] | 'running' | 'interrupted';

/** What a run's folder tells of it. */
export interface RunSummary {
  /** The folder's name. */
  readonly name: string;
  /** Absolute. */
  readonly folder: string;
  /** How it stands. */
  readonly status: RunStatus;
  /** As resolved. */
  readonly experiment: ResolvedExperiment;
  /** What it began on, and went on. */
  readonly environment: Environment | undefined;
  /** What it left; absent until it ends. */
  readonly report: RunReport | undefined;
  /** Kept states, the last one first. */
  readonly checkpoints: readonly { readonly path: string; readonly bytes: number }[];
}

/** Reads what a run's folder tells. */
export async function summariseRun(folder: string): Promise<RunSummary> {
  const report = await readReport(folder);
  const running = (await holderOf(folder)) !== undefined;
  const checkpoints = await listCheckpoints(join(folder, runFiles.checkpoints));
  return {
    name: basename(folder),
    folder,
    status: running ? 'running' : (report?.status ?? 'interrupted'),
    experiment: await readConfig(folder),
    environment: await readJson<Environment>(join(folder, runFiles.environment)),
    report,
    checkpoints: await Promise.all(checkpoints.map(async (path) => ({ path, bytes: (await stat(path)).size }))),
  };
}
