import { resolve } from 'node:path';
import { AltsparseError } from '@altsparse/core';
import { digestOfFile, weightsFileOf } from '../run/initial-weights.ts';
import type { ResolvedExperiment } from './experiment.ts';

/**
 * Finds the file that `init.from` means and what is in it, so that other weights are another run.
 *
 * @param folder - Where a relative path starts.
 * @throws AltsparseError `init-missing`; `init-changed` when a config that was resolved before names other contents.
 */
export async function resolveInit(experiment: ResolvedExperiment, folder: string): Promise<ResolvedExperiment> {
  const { init } = experiment;
  if (init === undefined) return experiment;
  const from = await weightsFileOf(resolve(folder, init.from)).catch((error: unknown) => {
    // A run that goes on from a checkpoint needs them no more.
    if (init.sha256 === undefined) throw error;
    return undefined;
  });
  if (from === undefined) return experiment;
  const sha256 = await digestOfFile(from);
  if (init.sha256 !== undefined && init.sha256 !== sha256)
    throw new AltsparseError('init-changed', 'The weights to begin with are not what they were.', {
      place: from,
      found: sha256,
      expected: init.sha256,
    });
  return { ...experiment, init: { from, sha256 } };
}
