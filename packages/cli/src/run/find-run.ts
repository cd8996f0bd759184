import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { AltsparseError } from '@altsparse/core';
import type { ResolvedExperiment } from '../config/experiment.ts';
import { runId } from '../config/identity.ts';
import type { RunReport } from './result.ts';
import { listRunFolders, runFiles } from './run-folder.ts';

/** The report that a run left; undefined while it has none. */
export async function readReport(folder: string): Promise<RunReport | undefined> {
  return readJson<RunReport>(join(folder, runFiles.result));
}

/** The config that a run has, as it was resolved. */
export async function readConfig(folder: string): Promise<ResolvedExperiment> {
  const found = await readJson<ResolvedExperiment>(join(folder, runFiles.config));
  if (found !== undefined) return found;
  throw new AltsparseError('run-missing', 'There is no such run.', {
    place: folder,
    expected: `a folder with ${runFiles.config} in it`,
  });
}

/** What a JSON file holds; undefined if it is not there. */
export async function readJson<T>(path: string): Promise<T | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new AltsparseError('run-damaged', 'A file of the run cannot be read.', { place: path, cause: error });
  });
  try {
    return text === undefined ? undefined : (JSON.parse(text) as T);
  } catch (cause) {
    throw new AltsparseError('run-damaged', 'A file of the run is not JSON.', { place: path, cause });
  }
}

/** The newest run of an experiment: one that did not end goes before one that did. */
export async function newestRun(
  experiment: ResolvedExperiment,
  base: string,
): Promise<{ readonly folder: string; readonly report: RunReport | undefined } | undefined> {
  const own = (await listRunFolders(base)).filter((folder) => basename(folder).startsWith(`${runId(experiment)}-`));
  const found = await Promise.all(own.map(async (folder) => ({ folder, report: await readReport(folder) })));
  return found.findLast(({ report }) => report?.status !== 'complete') ?? found.at(-1);
}
