import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** The steps of an installation, in their order. */
export type InstallStage = 'check' | 'download' | 'unpack' | 'compile' | 'verify' | 'link';

/** What an installation says while it runs. */
export interface InstallProgress {
  /** The step that runs now. */
  readonly stage: InstallStage;
  /** What it works on, in a few words. */
  readonly what: string;
  /** Bytes done so far in this step, where it counts bytes. */
  readonly bytes?: number;
  /** Bytes in all, where that is known. */
  readonly total?: number;
}

/** Receives the progress of an installation; must not throw. */
export type OnProgress = (progress: InstallProgress) => void;

/** Bytes of all files below a folder; files that vanish meanwhile count nothing. */
export async function folderBytes(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile());
  const sizes = files.map((file) =>
    stat(join(file.parentPath, file.name)).then(
      (s) => s.size,
      () => 0,
    ),
  );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

/** Reports the growth of a folder four times a second while `work` runs, and once at its end. */
export async function watchFolder<T>(
  folder: string,
  report: (bytes: number) => void,
  work: () => Promise<T>,
): Promise<T> {
  const before = await folderBytes(folder);
  const look = async () => report(Math.max(0, (await folderBytes(folder)) - before));
  const timer = setInterval(() => void look(), 250);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    await look();
  }
}
