import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { arch, availableParallelism, cpus, platform, release, totalmem } from 'node:os';
import process from 'node:process';
import { promisify } from 'node:util';
import type { ResolvedEngine } from '@altsparse/engine/node';

/** What a run ran on: whatever may change its bits or its speed. */
export interface Environment {
  /** Version of the command. */
  readonly altsparse: string;
  /** Version of Node. */
  readonly node: string;
  /** Engine, and why it was taken. */
  readonly engine: {
    readonly name: string;
    readonly why: readonly string[];
    readonly tfjs: string;
    readonly tensorflow: string | null;
    /** Fingerprint of the engine's own kernels; absent or null where TensorFlow's alone compute. */
    readonly kernels?: string | null;
    readonly threads: number;
  };
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
export async function describeEnvironment(engine: ResolvedEngine): Promise<Environment> {
  const commit = await currentCommit();
  const { name, tfjs, tensorflow, kernels, threads } = engine;
  return {
    altsparse: await ownVersion(),
    node: process.versions.node,
    engine: { name, why: engine.describe(), tfjs, tensorflow, kernels, threads },
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

/** Version of this package. */
export async function ownVersion(): Promise<string> {
  const text = await readFile(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
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
