import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { sourceFingerprint } from './fingerprint.ts';

/** Folder of compiled kernels, in the user's cache: `ALTSPARSE_CACHE`, else `XDG_CACHE_HOME/altsparse`, else `~/.cache/altsparse`. */
export function kernelFolder(cache?: string): string {
  const { ALTSPARSE_CACHE: own, XDG_CACHE_HOME: shared } = process.env;
  const base = cache || own || join(shared || join(homedir(), '.cache'), 'altsparse');
  return join(resolve(base), 'kernels');
}

/** Where the addon for this machine and these sources lies once it is compiled. */
export function addonFile(cache?: string): string {
  return join(kernelFolder(cache), `sparse-${process.platform}-${process.arch}-${sourceFingerprint()}.node`);
}

/** The file beside an addon that holds its checksum. */
export const checksumFile = (addon: string): string => `${addon}.sha256`;

/** SHA-256 of a file, in hexadecimal. */
export function checksumOf(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

/** Is the addon there, whole? A library that was cut off would end the process when it is loaded. */
export function isWhole(addon: string): boolean {
  try {
    return readFileSync(checksumFile(addon), 'utf8') === checksumOf(addon);
  } catch {
    return false;
  }
}
