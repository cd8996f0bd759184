import { readFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { AltsparseError } from '@altsparse/core';
import { importModule } from '../config/import-module.ts';
import { checkPlugin } from './check-plugin.ts';
import { type Source, sourceOf } from './registry.ts';

/**
 * Loads plug-ins by package name or path; each is the default export, or the export `plugin`.
 *
 * @param names - `./parts.ts`, `/home/me/parts.ts`, `altsparse-plugin-x`.
 * @param folder - Where relative paths and package names are looked up.
 * @throws AltsparseError `plugin-load`, `plugin-shape`, `plugin-part`.
 */
export async function loadPlugins(names: readonly string[], folder: string): Promise<readonly Source[]> {
  const sources: Source[] = [];
  for (const name of names) sources.push(await loadPlugin(placeOf(name, folder), folder));
  return sources;
}

/** A path from anywhere; names of packages stay. */
export function placeOf(name: string, folder: string): string {
  return /^\.{0,2}[/\\]/.test(name) ? resolve(folder, name) : name;
}

async function loadPlugin(place: string, folder: string): Promise<Source> {
  const module = await load(place, folder);
  const plugin = checkPlugin(module.default ?? module.plugin, place, Object.keys(module));
  return sourceOf(plugin, isAbsolute(place) ? place : await withVersion(place, folder));
}

/** `altsparse-plugin-x@1.2.3`; the name alone where no `package.json` is found. */
async function withVersion(name: string, folder: string): Promise<string> {
  const [, base = name] = /^((?:@[^/]+\/)?[^/]+)/.exec(name) ?? [];
  for (let at = folder; ; at = dirname(at)) {
    const manifest = await manifestAt(join(at, 'node_modules', base, 'package.json'));
    if (typeof manifest?.version === 'string') return `${name}@${manifest.version}`;
    if (dirname(at) === at) return name;
  }
}

async function manifestAt(path: string): Promise<{ readonly version?: unknown } | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return undefined;
  }
}

async function load(place: string, folder: string): Promise<Record<string, unknown>> {
  try {
    return await importModule(place, folder);
  } catch (cause) {
    throw new AltsparseError('plugin-load', 'A plug-in could not be loaded.', {
      place,
      found: cause instanceof Error ? cause.message : String(cause),
      cause,
    });
  }
}
