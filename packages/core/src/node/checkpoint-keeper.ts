import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AltsparseError } from '../error.ts';
import type { Keeper, Moment } from '../loop/state.ts';
import { type Duration, inSteps } from '../schedule/duration.ts';
import { placesOf, writeCheckpoint } from './checkpoint.ts';
import { makeFolder } from './make-folder.ts';

/** The best moment so far. */
export interface BestMoment {
  /** Steps of all stages that were done. */
  readonly step: number;
  /** Share classified right, of the sub-net or mean of all. */
  readonly accuracy: number;
}

/** How often a run's state is kept: a duration within the stage, or a time on the clock. */
export type CheckpointCadence =
  | Duration
  | {
      /** Minutes of wall time. */
      readonly minutes: number;
    };

/** When to keep a run's state, and how much of it. */
export interface CheckpointOptions {
  /** Where the files go; made where it is missing. */
  readonly folder: string;
  /** How often: a duration within the stage, or minutes. Always at a stage's end and when the run is told to stop. Default: 10 minutes. */
  readonly every?: CheckpointCadence;
  /** How many of the last ones stay, 1 or more. Default 2. */
  readonly keep?: number;
  /** Also keep the best of the stage under way, by the accuracy of one sub-net (its number) or the mean of all. The evaluation must not be on test images. Default: not. */
  readonly best?: number | 'mean';
  /** The best so far of a run that is resumed. */
  readonly bestBefore?: BestMoment | undefined;
  /** Anything plain that each file shall hold beside the state; asked just before it is written. */
  about?(): unknown | Promise<unknown>;
}

/** Keeps checkpoints in files. */
export interface CheckpointKeeper extends Keeper {
  /** Path of the last one that this keeper wrote. */
  last(): string | undefined;
  /** The best moment so far. */
  best(): BestMoment | undefined;
}

/** What is kept with each state: what the user wants, and the best so far. */
export interface CheckpointNote {
  /** The best so far; null: none. */
  readonly best: BestMoment | null;
  /** The user's own. */
  readonly own: unknown;
}

/** Name of the file with the best state. */
export const BEST_FILE = 'best.safetensors';

/**
 * Keeps a run's state in files `step-<steps of all stages>.safetensors`, each written whole or not at all, and the best
 * in `best.safetensors`.
 *
 * @throws AltsparseError `checkpoint-option`; later `file-write`: the run stops, and what was kept before is whole.
 */
export function checkpointKeeper(options: CheckpointOptions): CheckpointKeeper {
  const { folder, keep = 2, every = { minutes: 10 }, best: of } = options;
  if (!Number.isInteger(keep) || keep < 1)
    throw new AltsparseError('checkpoint-option', 'At least one checkpoint must stay.', { place: 'keep', found: keep });
  let best = options.bestBefore ?? null;
  let last: string | undefined;
  let since = performance.now();
  const write = async (path: string, moment: Moment): Promise<void> => {
    const note: CheckpointNote = { best, own: await options.about?.() };
    await writeCheckpoint(path, { state: moment.state(), about: note, places: placesOf(moment.layout) });
  };
  return {
    last: () => last,
    best: () => best ?? undefined,
    async keep(moment) {
      const found = of === undefined || moment.evaluations === undefined ? undefined : accuracyOf(moment, of);
      const better = found !== undefined && found > bestOf(moment, best);
      const due = isDue(moment, every, since);
      if (!better && !due) return;
      await makeFolder(folder);
      if (better) {
        best = { step: moment.total, accuracy: found };
        await write(join(folder, BEST_FILE), moment);
      }
      if (!due) return;
      const path = join(folder, nameOf(moment.total));
      await write(path, moment);
      last = path;
      since = performance.now();
      await removeOld(folder, keep);
    },
  };
}

/** The accuracy to beat: none at first, and none again in each stage, whose sub-nets are others. */
function bestOf({ total, step }: Moment, best: BestMoment | null): number {
  return best === null || best.step <= total - step ? Number.NEGATIVE_INFINITY : best.accuracy;
}

function isDue(moment: Moment, every: NonNullable<CheckpointOptions['every']>, since: number): boolean {
  if (moment.stageEnds || moment.stopping) return true;
  if (typeof every === 'object' && 'minutes' in every) return performance.now() - since >= 60_000 * every.minutes;
  const { stepsPerEpoch, stageSteps } = moment;
  return moment.step % Math.max(1, inSteps(every, { steps: stageSteps, stepsPerEpoch })) === 0;
}

function accuracyOf({ evaluations = [] }: Moment, of: number | 'mean'): number | undefined {
  if (of !== 'mean') return evaluations[of]?.accuracy;
  return evaluations.reduce((sum, one) => sum + one.accuracy, 0) / evaluations.length;
}

const pattern = /^step-\d{9,}\.safetensors$/;

function nameOf(total: number): string {
  return `step-${String(total).padStart(9, '0')}.safetensors`;
}

/** Checkpoints of a folder by step, the last one first, without the best; empty where there is none. Full paths. */
export async function listCheckpoints(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch((): string[] => []);
  const own = names.filter((name) => pattern.test(name)).sort((a, b) => b.length - a.length || (a < b ? 1 : -1));
  return own.map((name) => join(folder, name));
}

async function removeOld(folder: string, keep: number): Promise<void> {
  for (const path of (await listCheckpoints(folder)).slice(keep)) await rm(path, { force: true });
}
