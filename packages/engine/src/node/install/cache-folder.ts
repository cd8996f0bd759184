import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import process from 'node:process';

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The folder that holds every native engine of this user, shared by all checkouts.
 *
 * @param cache - Cache folder; default `ALTSPARSE_CACHE`, then `XDG_CACHE_HOME/altsparse`, then `~/.cache/altsparse`.
 * @param environment - Where the variables are read; default `process.env`.
 */
export function engineCache(cache?: string, environment: Environment = process.env): string {
  const { ALTSPARSE_CACHE: own, XDG_CACHE_HOME: shared } = environment;
  const base = cache || own || join(shared || join(homedir(), '.cache'), 'altsparse');
  return join(resolve(base), 'engine');
}
