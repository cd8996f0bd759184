import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { AltsparseError } from '@altsparse/core';
import { fileChecksum } from './checksum.ts';
import { knownChecksum } from './known-wheels.ts';
import type { EngineManifest } from './manifest.ts';
import { type InstallStage, type OnProgress, watchFolder } from './progress.ts';
import type { EngineKey, WheelTarget } from './target.ts';
import type { TfjsPackage } from './tfjs-package.ts';
import type { Tools } from './tools.ts';
import { downloadWheels, unpackWheel } from './wheel.ts';

/** What is built, where and for whom. */
export interface BuildJob {
  /** The engines' cache folder. */
  readonly cache: string;
  /** What to build. */
  readonly key: EngineKey;
  /** The npm package whose binding is compiled. */
  readonly tfjs: TfjsPackage;
  /** Hears of the progress. */
  readonly report: OnProgress;
  /** Stops the work. */
  readonly signal: AbortSignal | undefined;
}

/** A job under way: with its tools, its wheel, and the folder it fills. */
export interface Workshop extends BuildJob {
  /** Python and the compiler. */
  readonly tools: Tools;
  /** The wheel for this machine. */
  readonly target: WheelTarget;
  /** The temporary folder that is filled. */
  readonly folder: string;
}

/** The wheels an engine came from. */
export type Wheels = EngineManifest['wheels'];

async function watched<T>(shop: Workshop, stage: InstallStage, what: string, work: () => Promise<T>): Promise<T> {
  return await watchFolder(shop.folder, (bytes) => shop.report({ stage, what, bytes }), work);
}

/** Downloads into an own folder, so that the names of the new wheels are plain. */
export async function fetchWheels(shop: Workshop, name: string, requirements: readonly string[]): Promise<string[]> {
  const folder = join(shop.folder, name);
  await mkdir(folder);
  const request = { requirements, tags: shop.target.tags, folder };
  const work = () => downloadWheels(shop.tools.python, request, shop.signal);
  const what = requirements.length === 1 ? requirements.join() : `${requirements.length} NVIDIA libraries`;
  return await watched(shop, 'download', what, work);
}

/** Takes the checksums of downloaded wheels. */
export async function describeWheels(shop: Workshop, paths: readonly string[]): Promise<Wheels> {
  const wheels: { name: string; sha256: string }[] = [];
  for (const path of paths) wheels.push({ name: basename(path), sha256: await fileChecksum(path, shop.signal) });
  return wheels;
}

/**
 * Compares the wheel with the checksum on record, if there is one.
 *
 * @throws AltsparseError `engine-install-checksum`.
 */
export function assertKnown(shop: Workshop, wheels: Wheels): void {
  const expected = knownChecksum(shop.target, shop.key.tensorflow);
  const wheel = wheels[0];
  if (expected === undefined || wheel === undefined || wheel.sha256 === expected) return;
  throw new AltsparseError('engine-install-checksum', 'The downloaded wheel is not the one that was published.', {
    place: wheel.name,
    found: wheel.sha256,
    expected,
    hint: 'Run `python3 -m pip cache purge` and try again; if it stays so, do not use that package index.',
  });
}

/** Unpacks the members of a wheel that match a pattern, and returns their names. */
export async function unpack(
  shop: Workshop,
  wheel: string,
  folder: string,
  patterns: readonly string[],
): Promise<string[]> {
  const work = () => unpackWheel(shop.tools.python, wheel, folder, patterns, shop.signal);
  return await watched(shop, 'unpack', basename(wheel), work);
}
