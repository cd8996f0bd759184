import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { AltsparseError } from '@altsparse/core';
import { type Checkpoint, type CheckpointNote, listCheckpoints, readCheckpoint } from '@altsparse/core/node';
import { type EngineRecord, recordText } from '../engine/record.ts';
import { type Lock, lockFolder } from './lock.ts';
import { runFiles } from './run-folder.ts';
import type { LogMark } from './run-log.ts';
import { sweepPartial } from './sweep.ts';

/** What the command notes in each checkpoint. */
export interface OwnNote {
  /** What the run computes on. */
  readonly engine: EngineRecord;
  /** Where its files of lines stood. */
  readonly log: LogMark;
}

/** Where a run goes on: its folder, taken by this process, and its last whole checkpoint. */
export interface ResumePoint {
  /** The run's folder. */
  readonly folder: string;
  /** Held until the run ends. */
  readonly lock: Lock;
  /** Absent if the run was stopped before its first: it begins anew in its folder. */
  readonly checkpoint?: Checkpoint & {
    readonly path: string;
    readonly note: CheckpointNote & { readonly own: OwnNote };
  };
  /** What to tell: checkpoints that were passed over. */
  readonly notes: readonly string[];
}

/**
 * Takes a run's folder and finds its last whole checkpoint; clears away what a killed process left half written.
 *
 * @throws AltsparseError `run-busy`; what is wrong with the last checkpoint if none of them can be read.
 */
export async function openResume(folder: string): Promise<ResumePoint> {
  const lock = await lockFolder(folder);
  try {
    const checkpoints = join(folder, runFiles.checkpoints);
    await sweepPartial(folder);
    await sweepPartial(checkpoints);
    return { folder, lock, ...(await lastWhole(await listCheckpoints(checkpoints))) };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function lastWhole(paths: readonly string[]): Promise<Pick<ResumePoint, 'checkpoint' | 'notes'>> {
  const faults: AltsparseError[] = [];
  for (const path of paths) {
    try {
      const found = await readCheckpoint(path);
      const checkpoint = { ...found, path, note: found.about as CheckpointNote & { readonly own: OwnNote } };
      // Set aside: the run will come past their steps again, with files of lines of other lengths.
      for (const later of paths.slice(0, faults.length)) await rename(later, `${later}.damaged`);
      return { checkpoint, notes: faults.map((fault) => `Passed over and set aside: ${fault.message}`) };
    } catch (error) {
      if (!(error instanceof AltsparseError)) throw error;
      faults.push(error);
    }
  }
  const [first] = faults;
  if (first !== undefined) throw first;
  return { notes: [] };
}

/**
 * Refuses to go on with another engine than the one that computed so far: the bits would be others.
 *
 * @throws AltsparseError `resume-engine`.
 */
export function refuseOtherEngine(before: EngineRecord, now: EngineRecord): void {
  if (recordText(before) !== recordText(now))
    throw new AltsparseError('resume-engine', 'The run was computed by another engine so far.', {
      place: 'engine',
      found: recordText(now),
      expected: recordText(before),
      hint: 'Make that engine available, or go on with --force: the result is then not the bits of a run that was never stopped.',
    });
}
