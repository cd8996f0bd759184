import { readFileSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import process from 'node:process';
import { AltsparseError } from '@altsparse/core';

const gib = 2 ** 30;

/** Free bytes an installation needs at its peak: wheels and unpacked files together. */
export const bytesNeeded = (gpu: boolean): number => (gpu ? 10 : 1.5) * gib;

/**
 * Looks at the free disk space before anything is downloaded.
 *
 * @throws AltsparseError `engine-install-disk-full`.
 */
export async function assertDiskSpace(folder: string, needed: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (free >= needed) return;
  const show = (bytes: number) => `${(bytes / gib).toFixed(1)} GiB`;
  throw new AltsparseError(
    'engine-install-disk-full',
    "There is too little free disk space for TensorFlow's library.",
    {
      place: folder,
      found: `${show(free)} free`,
      expected: show(needed),
      hint: 'Make room, or name another folder in ALTSPARSE_CACHE.',
    },
  );
}

function usesGlibc(): boolean {
  if (process.platform !== 'linux') return true;
  const report = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  return report.header?.glibcVersionRuntime !== undefined;
}

/**
 * Refuses a Linux without the GNU C library, such as Alpine: TensorFlow's wheels need it.
 *
 * @throws AltsparseError `engine-install-unsupported-platform`.
 */
export function assertGlibc(): void {
  if (usesGlibc()) return;
  throw new AltsparseError('engine-install-unsupported-platform', 'TensorFlow needs the GNU C library.', {
    found: 'another C library (musl)',
    hint: 'Use a system image with glibc, such as Debian, or go without: the sparse kernels work here.',
  });
}

/** Whether the processor has AVX. Without it TensorFlow's library ends the whole process when it is loaded. */
export function hasAvx(): boolean {
  if (process.platform !== 'linux' || process.arch !== 'x64') return true;
  try {
    return /^flags\s*:.*\bavx\b/m.test(readFileSync('/proc/cpuinfo', 'utf8'));
  } catch {
    return true; // nobody can tell: try
  }
}
