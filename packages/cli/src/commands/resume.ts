import { AltsparseError } from '@altsparse/core';
import { decisiveDifferences, differenceText } from '../config/difference.ts';
import type { ResolvedExperiment } from '../config/experiment.ts';
import { newestRun, readConfig, readReport } from '../run/find-run.ts';
import type { RunReport } from '../run/result.ts';
import { openResume, type ResumePoint } from '../run/resume-point.ts';
import { findRunFolder } from '../run/run-folder.ts';
import type { Output } from '../terminal/output.ts';
import { shortPath } from '../terminal/run-head.ts';

/** How one run is to begin: it is over already, it goes on, or it is new. */
export type Beginning = { readonly complete: RunReport } | { readonly resume?: ResumePoint; readonly fork?: boolean };

/** What `--resume` was given. */
export interface ResumeOptions {
  /** A run; `true`: the newest of the config. */
  readonly resume?: string | true;
  /** Go on although something is another. */
  readonly force?: boolean;
  /** The folder of all runs. */
  readonly runs: string;
}

/**
 * Finds out how a run is to begin.
 *
 * @throws AltsparseError `resume-config` with the keys that differ, unless it is forced; as `openResume` does.
 */
export async function beginningOf(
  output: Output,
  experiment: ResolvedExperiment,
  options: ResumeOptions,
): Promise<Beginning> {
  const { resume, runs } = options;
  if (resume === undefined) return {};
  const named = resume === true ? undefined : await findRunFolder(resume, runs);
  const folder = named ?? (await newestRun(experiment, runs))?.folder;
  if (folder === undefined) {
    output.note(`No run of this config is in ${shortPath(runs)}: a new one begins.`);
    return {};
  }
  const fork = named !== undefined && (await isOther(output, folder, experiment, options.force === true));
  const report = await readReport(folder);
  if (report?.status === 'complete' && !fork) {
    output.note(`${shortPath(folder)} is complete already.`);
    return { complete: report };
  }
  const point = await openResume(folder);
  for (const line of point.notes) output.note(line);
  output.note(startOf(point));
  return { resume: point, fork };
}

function startOf({ folder, checkpoint }: ResumePoint): string {
  if (checkpoint === undefined) return `${shortPath(folder)} has no checkpoint: it begins at step 0.`;
  const { stage, step } = checkpoint.state;
  return `Going on with ${shortPath(folder)} after step ${step}${stage === 0 ? '' : ` of stage ${stage + 1}`}.`;
}

/** Is the run of another config? Then it must be forced, and what follows is another run. */
async function isOther(
  output: Output,
  folder: string,
  experiment: ResolvedExperiment,
  force: boolean,
): Promise<boolean> {
  const found = decisiveDifferences(await readConfig(folder), experiment).map(differenceText);
  if (found.length === 0) return false;
  if (!force)
    throw new AltsparseError('resume-config', 'The run is of another config.', {
      place: shortPath(folder),
      found,
      hint: 'Leave the config out to go on as before. With --force a new run begins with the state of this one.',
    });
  output.note(`Forced: a new run begins with the state of ${shortPath(folder)}. Given up: it is neither that run nor`);
  output.note('one of the new config from its first step; nobody can repeat it from a config alone. Different are:');
  for (const line of found) output.note(`  ${line}`);
  return true;
}
