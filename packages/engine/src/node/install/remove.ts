import { rename, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { removeKernels } from './kernels.ts';
import { removeLink } from './link.ts';
import { forgetSelections } from './selection.ts';
import { engineStatus } from './status.ts';
import { makeTemporary, removeLeftovers } from './temporary-folder.ts';

/** What was removed. */
export interface Removal {
  /** Folders of engines. With all of them their own kernels go too. */
  readonly folders: readonly string[];
  /** Bytes freed, by their manifests. */
  readonly bytes: number;
  /** Whether tfjs-node's link was taken away. */
  readonly link: boolean;
}

/** Settings of {@link removeEngine}. */
export interface RemoveOptions {
  /** Cache folder; default as in {@link installEngine}. */
  readonly cache?: string | undefined;
  /** Only the engines with this version of TensorFlow; default: all of them. */
  readonly tensorflow?: string | undefined;
}

/**
 * Removes native engines from the user's cache, and this checkout's link if it led to one of them. An own build of
 * tfjs-node stays. Other checkouts fall back to WebAssembly until they install again.
 */
export async function removeEngine(options: RemoveOptions = {}): Promise<Removal> {
  const { cache, engines, tfjsNode, link } = await engineStatus(options);
  await removeLeftovers(cache);
  const chosen = engines.filter((e) => options.tensorflow === undefined || e.key?.tensorflow === options.tensorflow);
  const leadsThere = link.kind === 'dangling' || chosen.some((engine) => engine.linked);
  const unlinked = tfjsNode !== null && leadsThere && removeLink(tfjsNode);
  for (const { folder } of chosen) {
    // First out of sight in one step: nobody may find half an engine.
    const aside = await makeTemporary(cache, basename(folder));
    await rename(folder, aside);
    await rm(aside, { recursive: true });
  }
  if (options.tensorflow === undefined) {
    forgetSelections(cache);
    removeKernels(cache);
  }
  const bytes = chosen.reduce((sum, engine) => sum + engine.bytes, 0);
  return { folders: chosen.map((engine) => engine.folder), bytes, link: unlinked };
}
