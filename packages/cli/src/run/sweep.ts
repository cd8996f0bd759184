import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Is there a process of this number on this machine? */
export function isProcess(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Names of things that are not whole yet, with the number of the process that makes them. */
const patterns = [
  /^\.[0-9a-f]{8}\.(\d+)\./, // a folder of a run that has not begun
  /\.(\d+)(?:\.\d+)?\.partial$/, // a file that is being written
  /^lock\.json\.(\d+)\.[^.]+$/, // a lock that is not placed
];

/** Removes what dead processes left half made in a folder. */
export async function sweepPartial(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch((): string[] => [])) {
    const pid = patterns.map((one) => one.exec(name)?.[1]).find((found) => found !== undefined);
    if (pid !== undefined && !isProcess(Number(pid))) await rm(join(folder, name), { recursive: true, force: true });
  }
}
