import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/** Folder of the sources in C. */
export const sourceFolder: string = fileURLToPath(new URL('../../native/', import.meta.url));

/** Flags of every compilation; more come from `ALTSPARSE_KERNELS_FLAGS`. */
export const baseFlags: readonly string[] = [
  ...['-std=gnu11', '-O3', '-fPIC', '-pthread', '-Wno-psabi', '-DNAPI_VERSION=8'],
];

/** Flags that the user adds: `-mno-avx512f` for kernels as on a processor with AVX2 alone. */
export function ownFlags(): readonly string[] {
  return (process.env.ALTSPARSE_KERNELS_FLAGS ?? '').split(' ').filter((flag) => flag !== '');
}

/** The processor's name and what it can do. */
function processor(): string {
  const about = '/proc/cpuinfo';
  const model = cpus()[0]?.model ?? '';
  if (!existsSync(about)) return model;
  const can = /^(flags|Features)\s*:.*$/m.exec(readFileSync(about, 'utf8'));
  return `${model} ${can?.[0] ?? ''}`;
}

/** Changes with sources, flags and processor: the compiled addon is for these alone. */
export function sourceFingerprint(): string {
  const hash = createHash('sha256').update([...baseFlags, ...ownFlags(), processor()].join(' '));
  for (const name of readdirSync(sourceFolder).sort()) hash.update(name).update(readFileSync(sourceFolder + name));
  return hash.digest('hex').slice(0, 12);
}
