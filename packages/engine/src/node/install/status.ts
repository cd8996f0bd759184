import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { engineCache } from './cache-folder.ts';
import { type LinkState, linkState } from './link.ts';
import { type EngineManifest, fullCheck, quickCheck, readManifest } from './manifest.ts';
import type { EngineKey } from './target.ts';
import { isTemporary } from './temporary-folder.ts';
import { findTfjsNode } from './tfjs-package.ts';

/** One engine in the cache. */
export interface CachedEngine {
  /** Its folder. */
  readonly folder: string;
  /** What it is for; `null` where its manifest is gone. */
  readonly key: EngineKey | null;
  /** Bytes of its files, by the manifest. */
  readonly bytes: number;
  /** Whether its files are as they were installed. */
  readonly ok: boolean;
  /** What is wrong, one line each. */
  readonly faults: readonly string[];
  /** Whether tfjs-node of this checkout links to it. */
  readonly linked: boolean;
}

/** What is installed. */
export interface EngineStatus {
  /** The engines' folder in the cache. */
  readonly cache: string;
  /** Folder of `@tensorflow/tfjs-node`; `null` where npm left it out. */
  readonly tfjsNode: string | null;
  /** Where tfjs-node finds its library. */
  readonly link: LinkState;
  /** The engines in the cache, by name. */
  readonly engines: readonly CachedEngine[];
  /** Names of folders of installations that run now or were interrupted. */
  readonly unfinished: readonly string[];
}

/** Settings of {@link engineStatus}. */
export interface StatusOptions {
  /** Cache folder; default as in {@link installEngine}. */
  readonly cache?: string | undefined;
  /** Reads every file and compares checksums (about a second); default `false`: sizes and times only. */
  readonly checksums?: boolean | undefined;
}

/** An engine's folder begins with two versions: nothing else in the cache is ever touched. */
export const isEngineFolder = (name: string): boolean => /^\d+\.\d+\.\d+[\w.]*-\d+\.\d+\.\d+/.test(name);

function foldersOf(cache: string): string[] {
  try {
    const entries = readdirSync(cache, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    return entries
      .map((entry) => entry.name)
      .filter(isEngineFolder)
      .sort();
  } catch {
    return [];
  }
}

const bytesOf = (manifest: EngineManifest | undefined): number =>
  (manifest?.files ?? []).reduce((sum, file) => sum + file.size, 0);

function tfjsFolder(): string | null {
  try {
    return findTfjsNode().folder;
  } catch {
    return null;
  }
}

/** Says what is installed, where, and whether it is whole. Changes nothing. */
export async function engineStatus(options: StatusOptions = {}): Promise<EngineStatus> {
  const cache = engineCache(options.cache);
  const tfjsNode = tfjsFolder();
  const link: LinkState = tfjsNode === null ? { kind: 'none', folder: '' } : linkState(tfjsNode);
  const names = foldersOf(cache);
  const engines: CachedEngine[] = [];
  for (const name of names.filter((name) => !isTemporary(name))) {
    const folder = join(cache, name);
    const manifest = readManifest(folder);
    const state = options.checksums ? await fullCheck(folder) : quickCheck(folder);
    const linked = link.kind === 'ours' && link.folder === folder;
    engines.push({ folder, key: manifest?.key ?? null, bytes: bytesOf(manifest), ...state, linked });
  }
  return { cache, tfjsNode, link, engines, unfinished: names.filter(isTemporary) };
}
