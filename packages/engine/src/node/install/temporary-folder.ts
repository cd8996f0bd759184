import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

const day = 24 * 3600 * 1000;
const marker = '.tmp-';
const host = (): string => hostname().replace(/[^\w]/g, '_');

/** Is this the name of an unfinished folder? */
export const isTemporary = (name: string): boolean => name.includes(marker);

/** Makes an empty folder beside the final one, named after this process so that others can tell whether it lives. */
export async function makeTemporary(cache: string, name: string): Promise<string> {
  await mkdir(cache, { recursive: true });
  return await mkdtemp(join(cache, `${name}${marker}${host()}-${process.pid}-`));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Its process is gone, as far as this machine can tell; after a day in any case (numbers of processes come back). */
async function isLeftover(cache: string, name: string): Promise<boolean> {
  const [owner = '', pid = ''] = name.slice(name.indexOf(marker) + marker.length).split('-');
  if (owner === host() && !isAlive(Number(pid))) return true;
  const found = await stat(join(cache, name)).catch(() => undefined);
  return found !== undefined && Date.now() - found.mtimeMs > day;
}

/** Removes what interrupted installations left behind, and returns the names. */
export async function removeLeftovers(cache: string): Promise<string[]> {
  const names = (await readdir(cache).catch(() => [])).filter(isTemporary);
  const removed: string[] = [];
  for (const name of names) {
    if (!(await isLeftover(cache, name))) continue;
    await rm(join(cache, name), { recursive: true, force: true });
    removed.push(name);
  }
  return removed;
}
