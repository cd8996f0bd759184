import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { availableParallelism, cpus, homedir } from 'node:os';
import { join, resolve } from 'node:path';
import process from 'node:process';
import type { Graph } from '@altsparse/core';
import { writeWhole } from '@altsparse/core/node';
import { z } from 'zod';
import { stableJson } from '../config/identity.ts';
import type { EngineRecord } from './record.ts';
import { type SwitchTimes, switchPoint } from './switch-point.ts';

/** What a measured switch point holds for. */
export interface SwitchKey {
  /** The model. */
  readonly graph: Graph;
  /** Images in a batch. */
  readonly batchSize: number;
  /** Both engines, with versions, kernels and threads. */
  readonly engines: Pick<EngineRecord, 'backend' | 'tensorflow' | 'kernels' | 'threads' | 'sparse' | 'precision'>;
}

const times = z.object({ dense: z.number().gt(0), sparse: z.array(z.tuple([z.number(), z.number()])).min(1) });

/**
 * The switch point of a key: kept in the user's cache, or measured and kept there. A cache that cannot be read or
 * written only costs the time to measure.
 */
export async function cachedSwitchPoint(key: SwitchKey, measure: () => Promise<SwitchTimes>): Promise<number> {
  const file = fileOf(key);
  const known = await read(file);
  if (known !== undefined) return switchPoint(known);
  const found = await measure();
  await keep(file, key, found);
  return switchPoint(found);
}

async function read(file: string): Promise<SwitchTimes | undefined> {
  try {
    return times.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return undefined;
  }
}

async function keep(file: string, { graph, ...about }: SwitchKey, found: SwitchTimes): Promise<void> {
  const text = JSON.stringify({ ...found, model: graph.name, ...about, cpu: cpus()[0]?.model }, null, 2);
  await mkdir(resolve(file, '..'), { recursive: true })
    .then(() => writeWhole(file, `${text}\n`))
    .catch(() => {});
}

function fileOf(key: SwitchKey): string {
  const machine = [cpus()[0]?.model, availableParallelism()];
  const digest = createHash('sha256')
    .update(stableJson([key, machine]))
    .digest('hex')
    .slice(0, 16);
  return join(cacheFolder(), 'switch', `${digest}.json`);
}

function cacheFolder(): string {
  const { ALTSPARSE_CACHE: own, XDG_CACHE_HOME: shared } = process.env;
  return resolve(own || join(shared || join(homedir(), '.cache'), 'altsparse'));
}
