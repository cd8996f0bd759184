import { createHash } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { sourceFingerprint } from './fingerprint.ts';

/** Folder of compiled kernels, in the user's cache: `ALTSPARSE_CACHE`, else `XDG_CACHE_HOME/altsparse`, else `~/.cache/altsparse`. */
export function kernelFolder(cache?: string): string {
  const { ALTSPARSE_CACHE: own, XDG_CACHE_HOME: shared } = process.env;
  const base = cache || own || join(shared || join(homedir(), '.cache'), 'altsparse');
  return join(resolve(base), 'sparse-kernels');
}

/** Where the addon for this machine and these sources lies once it is compiled. */
export function addonFile(cache?: string): string {
  return join(kernelFolder(cache), `${process.platform}-${process.arch}-${sourceFingerprint()}.node`);
}

/** The file beside an addon that holds its checksum. */
export const checksumFile = (addon: string): string => `${addon}.sha256`;

/** SHA-256 of a file, in hexadecimal. */
export function checksumOf(file: string): string {
  return sha256(readFileSync(file));
}

/** Takes an addon away. */
export function discard(addon: string): void {
  rmSync(addon, { force: true });
  rmSync(checksumFile(addon), { force: true });
}

function sha256(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

/**
 * Is the addon there, whole, and made from these sources for this machine? A library that was cut off, or is for another
 * processor, would end the process. It carries the fingerprint of what it was made from among its texts.
 */
export function isWhole(addon: string): boolean {
  try {
    const content = readFileSync(addon);
    return readFileSync(checksumFile(addon), 'utf8') === sha256(content) && content.includes(sourceFingerprint());
  } catch {
    return false;
  }
}
