import { join } from 'node:path';
import { engineCache } from '../install/cache-folder.ts';
import { wantedKey } from '../install/install-engine.ts';
import { linkState, putLink } from '../install/link.ts';
import { hasAvx } from '../install/machine.ts';
import { check, readManifest } from '../install/manifest.ts';
import { folderName } from '../install/target.ts';
import { findTfjsNode, type TfjsPackage } from '../install/tfjs-package.ts';
import type { EngineFailure } from './trial.ts';

/** The command that puts a native library in its place. */
export const installHint = 'Run `altsparse engine install`.';

/** Puts back a link that npm has wiped, if the engine is in the cache. */
async function healLink(tfjs: TfjsPackage, cache: string): Promise<void> {
  const { kind } = linkState(tfjs.folder);
  if (kind === 'ours' || kind === 'foreign') return;
  const folder = join(cache, folderName(wantedKey(cache, tfjs)));
  if ((await check(folder)).ok) putLink(tfjs.folder, folder);
}

/**
 * Looks for everything that would make the import fail, or worse, end the process; without loading anything. A link that
 * npm has wiped is put back on the way.
 *
 * @param tfjs - The package to look at; default: the one npm installed.
 * @param cache - The engines' folder.
 * @throws AltsparseError `engine-no-tfjs-node`, `engine-link-failed`.
 */
export async function nativeObstacle(
  tfjs: TfjsPackage = findTfjsNode(),
  cache: string = engineCache(),
): Promise<EngineFailure | undefined> {
  if (!hasAvx()) return { failure: 'this processor lacks AVX, which TensorFlow needs', hint: '' };
  await healLink(tfjs, cache);
  const link = linkState(tfjs.folder);
  if (link.kind === 'none') return { failure: 'its native library is not installed', hint: installHint };
  if (link.kind === 'dangling') return { failure: `its native library is gone from ${link.folder}`, hint: installHint };
  if (link.kind === 'foreign') return undefined;
  const state = await check(link.folder);
  return state.ok ? undefined : { failure: `its native library is damaged: ${state.faults[0]}`, hint: installHint };
}

/** Whether the linked engine is one for GPUs; `undefined` for an own build. */
export function isGpuBuild(): boolean | undefined {
  const link = linkState(findTfjsNode().folder);
  return link.kind === 'ours' ? readManifest(link.folder)?.key.gpu : undefined;
}
