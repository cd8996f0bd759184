import { join } from 'node:path';
import type { EngineWish } from '../engine/wish.ts';
import type { Environment } from './environment.ts';
import { readJson } from './find-run.ts';
import { runFiles } from './run-folder.ts';

/** A wish to measure where engines change, answered by what the run in a folder found out; other wishes as they are. */
export async function withKnownSwitch(wish: EngineWish, folder: string): Promise<EngineWish> {
  if (wish.switchAt !== 'measured') return wish;
  const environment = await readJson<Environment>(join(folder, runFiles.environment));
  const { switchAt = 'measured' } = environment?.engine ?? {};
  return { ...wish, switchAt };
}
