import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { AltsparseError } from '@altsparse/core';
import { PARTIAL, writeWhole } from '@altsparse/core/node';
import { isProcess } from './sweep.ts';

/** Name of the file that says which process writes into a run's folder. */
export const LOCK_FILE = 'lock.json';

interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly since: string;
}

/** A folder that belongs to this process. */
export interface Lock {
  /** Gives it back. */
  release(): Promise<void>;
  /** The same lock after the folder was renamed. */
  moved(folder: string): Lock;
}

/**
 * Takes a run's folder for this process. A lock that a dead process of this machine left is taken over.
 *
 * @throws AltsparseError `run-busy` with the process that has it; `file-write`.
 */
export async function lockFolder(folder: string): Promise<Lock> {
  const path = join(folder, LOCK_FILE);
  const own = JSON.stringify({ pid: process.pid, host: hostname(), since: new Date().toISOString() } satisfies Holder);
  for (let attempt = 0; attempt < 10; attempt++) {
    if (await placed(path, own)) return lockOf(path, own);
    await clearStale(path);
  }
  throw new AltsparseError('run-busy', 'Another process is taking this run.', { place: folder, hint: 'Try again.' });
}

function lockOf(path: string, own: string): Lock {
  return {
    async release() {
      if ((await readText(path)) === own) await rm(path, { force: true });
    },
    moved: (folder) => lockOf(join(folder, LOCK_FILE), own),
  };
}

/** Who has the folder, if anybody does that is alive. */
export async function holderOf(folder: string): Promise<string | undefined> {
  const text = await readText(join(folder, LOCK_FILE));
  return text === undefined || !isAlive(text) ? undefined : whoIs(text);
}

/** Puts the lock there with all of its text at once; false if there is one. */
async function placed(path: string, text: string): Promise<boolean> {
  const temporary = `${path}.${process.pid}.${randomUUID()}`;
  await writeWhole(temporary, text);
  try {
    await link(temporary, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}

async function clearStale(path: string): Promise<void> {
  const text = await readText(path);
  if (text === undefined) return;
  if (isAlive(text))
    throw new AltsparseError('run-busy', 'Another process writes into this run.', {
      place: path,
      found: whoIs(text),
      hint: 'Wait for it or stop it. If there is no such process, remove the file.',
    });
  const aside = `${path}.${randomUUID()}.${process.pid}${PARTIAL}`;
  await rename(path, aside).catch(() => {}); // another process was faster
  const moved = await readText(aside);
  // Between reading and moving somebody may have taken the folder over: then it is theirs.
  if (moved !== undefined && moved !== text) await link(aside, path).catch(() => {});
  await rm(aside, { force: true });
}

async function readText(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}

function parse(text: string): Partial<Holder> {
  try {
    return (JSON.parse(text) as Partial<Holder> | null) ?? {};
  } catch {
    return {};
  }
}

/** Of a process on another machine nothing can be known. */
function isAlive(text: string): boolean {
  const { pid, host, since } = parse(text);
  if (typeof pid !== 'number') return false;
  if (host !== hostname()) return true;
  // Numbers come again: a lock from before this process began is another's.
  if (pid === process.pid) return Date.parse(since ?? '') >= Date.now() - 1000 * process.uptime();
  return isProcess(pid);
}

function whoIs(text: string): string {
  const { pid, host, since } = parse(text);
  return `process ${pid} on ${host}, since ${since}`;
}
