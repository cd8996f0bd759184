import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AltsparseError, type GraphPlan, type InitialWeights } from '@altsparse/core';
import { listCheckpoints, readInitialWeights } from '@altsparse/core/node';
import { runFiles } from './run-folder.ts';

/**
 * The file that `init.from` means: a file itself; of a run's folder its last weights, or its last checkpoint if it did
 * not end.
 *
 * @throws AltsparseError `init-missing`.
 */
export async function weightsFileOf(from: string): Promise<string> {
  const candidates = [join(from, runFiles.weights), ...(await listCheckpoints(join(from, runFiles.checkpoints))), from];
  for (const path of candidates) if (await isFile(path)) return path;
  throw new AltsparseError('init-missing', 'There are no weights to begin with.', {
    place: 'init.from',
    found: from,
    expected: "a run's folder, a checkpoint, or a file of weights",
  });
}

/** SHA-256 of a file: other weights are another run. */
export async function digestOfFile(path: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
}

/** Weights to begin with, from a file or a run's folder. */
export async function initialWeights(from: string, plan: GraphPlan): Promise<readonly InitialWeights[]> {
  return readInitialWeights(await weightsFileOf(from), plan);
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}
