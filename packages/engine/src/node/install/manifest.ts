import { readFileSync, statSync } from 'node:fs';
import { open, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileChecksum } from './checksum.ts';
import type { EngineKey } from './target.ts';

/** One kept file of an engine. */
export interface KeptFile {
  /** Path below the engine's folder, with `/`. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** Time of the last change, ms since 1970, whole. */
  readonly modified: number;
  /** SHA-256, hex. */
  readonly sha256: string;
}

/** What an engine's folder holds; it lies there as `manifest.json`. */
export interface EngineManifest {
  /** Version of this record's form. */
  readonly form: 1;
  /** What the engine is for. */
  readonly key: EngineKey;
  /** The wheels it came from: file name and SHA-256 (hex). */
  readonly wheels: readonly { readonly name: string; readonly sha256: string }[];
  /** Every kept file but this one. */
  readonly files: readonly KeptFile[];
}

/** State of an engine's folder. */
export interface FolderState {
  /** Every file is there as the manifest says. */
  readonly ok: boolean;
  /** What is wrong, one line each. */
  readonly faults: readonly string[];
}

const manifestPath = (folder: string): string => join(folder, 'manifest.json');

async function describeFile(folder: string, path: string, signal?: AbortSignal): Promise<KeptFile> {
  const full = join(folder, path);
  const file = await open(full, 'r+');
  await file.sync(); // a power failure after the rename must not leave empty files behind
  await file.close();
  // Whole seconds: they survive a copy of the cache to a file system that keeps no fractions.
  const { size, mtimeMs } = await stat(full);
  const modified = Math.floor(mtimeMs / 1000) * 1000;
  await utimes(full, new Date(modified), new Date(modified));
  return { path, size, modified, sha256: await fileChecksum(full, signal) };
}

/** Takes the checksums of the files of a finished folder, flushes them to disk and writes the manifest. */
export async function writeManifest(
  folder: string,
  entry: Pick<EngineManifest, 'key' | 'wheels'>,
  paths: readonly string[],
  signal?: AbortSignal,
): Promise<EngineManifest> {
  const files: KeptFile[] = [];
  for (const path of paths) files.push(await describeFile(folder, path, signal));
  const manifest: EngineManifest = { form: 1, ...entry, files };
  await writeFile(manifestPath(folder), `${JSON.stringify(manifest, null, 2)}\n`, { flush: true });
  return manifest;
}

/** Reads an engine's manifest; `undefined` where there is none that can be read. */
export function readManifest(folder: string): EngineManifest | undefined {
  try {
    const manifest = JSON.parse(readFileSync(manifestPath(folder), 'utf8')) as EngineManifest;
    return manifest.form === 1 && manifest.files.length > 0 && manifest.key.tensorflow ? manifest : undefined;
  } catch {
    return undefined;
  }
}

function quickFault(folder: string, file: KeptFile): string | undefined {
  const found = statSync(join(folder, file.path), { throwIfNoEntry: false });
  if (found === undefined) return `${file.path} is missing`;
  if (found.size !== file.size) return `${file.path} has ${found.size} bytes, not ${file.size}`;
  if (Math.floor(found.mtimeMs) !== file.modified) return `${file.path} was changed after the installation`;
  return undefined;
}

/** Looks at sizes and times of change: a fraction of a millisecond, fit for every start. */
export function quickCheck(folder: string): FolderState {
  const manifest = readManifest(folder);
  if (manifest === undefined) return { ok: false, faults: ['manifest.json is missing or cannot be read'] };
  const faults = manifest.files.map((file) => quickFault(folder, file)).filter((fault) => fault !== undefined);
  return { ok: faults.length === 0, faults };
}

async function checksumFault(folder: string, file: KeptFile, signal?: AbortSignal): Promise<string | undefined> {
  const found = await fileChecksum(join(folder, file.path), signal).catch(() => {
    signal?.throwIfAborted();
    return undefined;
  });
  if (found === undefined) return `${file.path} is missing or cannot be read`;
  return found === file.sha256 ? undefined : `${file.path} has another checksum than when it was installed`;
}

/** Reads every file (600 MB: about a second) and compares its checksum with the manifest. */
export async function fullCheck(folder: string, signal?: AbortSignal): Promise<FolderState> {
  const manifest = readManifest(folder);
  if (manifest === undefined) return quickCheck(folder);
  const faults: string[] = [];
  for (const file of manifest.files) {
    const fault = await checksumFault(folder, file, signal);
    if (fault !== undefined) faults.push(fault);
  }
  return { ok: faults.length === 0, faults };
}

/**
 * Like {@link quickCheck}; where only times of change differ, as after a copy of the cache, the checksums decide, and
 * the recorded times are put back.
 */
export async function check(folder: string, signal?: AbortSignal): Promise<FolderState> {
  const quick = quickCheck(folder);
  const files = readManifest(folder)?.files ?? [];
  const sizeOf = (file: KeptFile) => statSync(join(folder, file.path), { throwIfNoEntry: false })?.size;
  if (quick.ok || files.length === 0 || files.some((file) => sizeOf(file) !== file.size)) return quick;
  const full = await fullCheck(folder, signal);
  if (!full.ok) return full;
  for (const file of files) {
    const time = new Date(file.modified);
    await utimes(join(folder, file.path), time, time).catch(() => undefined); // a cache that cannot be written is fine
  }
  return full;
}
