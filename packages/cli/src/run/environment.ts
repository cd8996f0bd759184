import { execFile } from 'node:child_process';
import { arch, availableParallelism, cpus, platform, release, totalmem } from 'node:os';
import process from 'node:process';
import { promisify } from 'node:util';
import type { EngineRecord } from '../engine/record.ts';
import { ownVersion } from './own-version.ts';

/** What a run ran on: whatever may change its bits or its speed. */
export interface Environment {
  /** Version of the command. */
  readonly altsparse: string;
  /** Version of Node. */
  readonly node: string;
  /** Engines, and why they were taken. */
  readonly engine: EngineRecord;
  /** The machine. */
  readonly machine: {
    readonly platform: string;
    readonly release: string;
    readonly arch: string;
    readonly cpu: string;
    readonly processors: number;
    readonly memoryBytes: number;
  };
  /** Commit of the repository around the working folder, with `+` where files have changed; absent outside of one. */
  readonly commit?: string;
  /** When the run began, ISO 8601. */
  readonly started: string;
  /** Where it went on after it was stopped, and on what. */
  readonly resumed?: readonly (Environment & { readonly step: number })[];
  /** The folder of the run whose state it began with. */
  readonly forked?: string;
}

/** Looks at this machine and this process. */
export async function describeEnvironment(engine: EngineRecord): Promise<Environment> {
  const commit = await currentCommit();
  return {
    altsparse: await ownVersion(),
    node: process.versions.node,
    engine,
    machine: {
      platform: platform(),
      release: release(),
      arch: arch(),
      cpu: cpus()[0]?.model ?? 'unknown',
      processors: availableParallelism(),
      memoryBytes: totalmem(),
    },
    ...(commit === undefined ? {} : { commit }),
    started: new Date().toISOString(),
  };
}

async function currentCommit(): Promise<string | undefined> {
  const git = async (...args: string[]): Promise<string> => (await promisify(execFile)('git', args)).stdout.trim();
  try {
    const head = await git('rev-parse', 'HEAD');
    return (await git('status', '--porcelain', '--untracked-files=no')) === '' ? head : `${head}+`;
  } catch {
    return undefined;
  }
}
