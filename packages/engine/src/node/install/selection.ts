import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import type { EngineKey } from './target.ts';

/** Which engine was asked for last. */
export type Selection = Pick<EngineKey, 'tensorflow' | 'gpu'>;
type MachineKey = Pick<EngineKey, 'tfjs' | 'platform' | 'arch'>;

const fileOf = (cache: string, key: MachineKey): string =>
  join(cache, `selected-${key.tfjs}-${key.platform}-${key.arch}.json`);

/** The engine that was installed last for this machine and tfjs version, if any. */
export function selectedEngine(cache: string, key: MachineKey): Selection | undefined {
  try {
    const { tensorflow, gpu } = JSON.parse(readFileSync(fileOf(cache, key), 'utf8')) as Selection;
    return typeof tensorflow === 'string' ? { tensorflow, gpu: gpu === true } : undefined;
  } catch {
    return undefined;
  }
}

/** Remembers which engine to link again when npm has wiped the link. */
export function selectEngine(cache: string, key: EngineKey): void {
  const now = selectedEngine(cache, key);
  if (now?.tensorflow === key.tensorflow && now.gpu === key.gpu) return;
  mkdirSync(cache, { recursive: true });
  const file = fileOf(cache, key);
  const fresh = `${file}-${process.pid}`;
  writeFileSync(fresh, `${JSON.stringify({ tensorflow: key.tensorflow, gpu: key.gpu })}\n`);
  renameSync(fresh, file);
}

/** Forgets what was installed last, for every machine that shares this cache. */
export function forgetSelections(cache: string): void {
  const names = existsSync(cache) ? readdirSync(cache) : [];
  for (const name of names.filter((name) => name.startsWith('selected-'))) rmSync(join(cache, name), { force: true });
}
