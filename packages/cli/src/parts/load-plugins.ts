import { resolve } from 'node:path';
import { AltsparseError, type Plugin } from '@altsparse/core';
import { importModule } from '../config/import-module.ts';
import { type Source, sourceOf } from './registry.ts';

/**
 * Loads plug-ins by package name or path; each is the default export, or the export `plugin`.
 *
 * @param names - `./parts.ts`, `/home/me/parts.ts`, `altsparse-plugin-x`.
 * @param folder - Where relative paths and package names are looked up.
 * @throws AltsparseError `plugin-load`, `plugin-shape`.
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
  const plugin = module.default ?? module.plugin;
  if (isPlugin(plugin)) return sourceOf(plugin, place);
  throw new AltsparseError('plugin-shape', 'This module holds no plug-in.', {
    place,
    found: Object.keys(module),
    expected: 'a default export made with definePlugin({ name, contributes })',
  });
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

function isPlugin(value: unknown): value is Plugin {
  if (typeof value !== 'object' || value === null) return false;
  const { name, contributes } = value as Partial<Record<keyof Plugin, unknown>>;
  return typeof name === 'string' && typeof contributes === 'object' && contributes !== null;
}
