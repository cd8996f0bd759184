import { access, mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/** Names of the files of a run's folder. */
export const runFiles = {
  config: 'config.json',
  environment: 'environment.json',
  metrics: 'metrics.jsonl',
  result: 'result.json',
  weights: 'weights.safetensors',
} as const;

/**
 * Makes a new folder for a run: `<id>-1`, or the first number that is not taken. A folder that is there is never used
 * again, so nothing of an earlier run is overwritten.
 *
 * @param base - The folder of all runs; made where it is missing.
 * @param id - The run's identity.
 * @returns Absolute path.
 */
export async function createRunFolder(base: string, id: string): Promise<string> {
  await mkdir(base, { recursive: true });
  for (let number = 1; ; number++) {
    const folder = resolve(base, `${id}-${number}`);
    try {
      await mkdir(folder);
      return folder;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

/** The run's folder that a person means: its path, or its name in the folder of all runs. */
export async function findRunFolder(run: string, base: string): Promise<string> {
  for (const folder of [resolve(run), resolve(base, run)])
    if (await exists(join(folder, runFiles.config))) return folder;
  return resolve(run);
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
