import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import process from 'node:process';
import { AltsparseError } from '@altsparse/core';
import { checksumFile, checksumOf } from './addon-file.ts';
import { baseFlags, ownFlags, sourceFingerprint, sourceFolder } from './fingerprint.ts';
import { selfTest } from './self-test.ts';

const { include_dir: nodeApiHeaders } = createRequire(import.meta.url)('node-api-headers') as { include_dir: string };

interface End {
  readonly status: number | null;
  readonly complaint: string;
}

function run(program: string, args: readonly string[], signal?: AbortSignal): Promise<End> {
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'], ...(signal && { signal }) });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (piece: string) => {
    complaint = (complaint + piece).slice(-4000);
  });
  return new Promise((done) => {
    child.on('error', ({ message }) => done({ status: null, complaint: message }));
    child.on('close', (status) => done({ status, complaint: complaint.trim() }));
  });
}

/** A C compiler on the PATH, or the one named in CC; undefined where there is none. */
export async function findCompiler(): Promise<string | undefined> {
  const named = process.env.CC ? [process.env.CC] : [];
  for (const program of [...named, 'cc', 'gcc', 'clang'])
    if ((await run(program, ['--version'])).status === 0) return program;
  return undefined;
}

// What the machine itself can do; compilers differ in the name of it.
const machineFlags = [['-march=native'], ['-mcpu=native'], []];

function commandLine(output: string, forMachine: readonly string[]): string[] {
  const link = process.platform === 'darwin' ? ['-bundle', '-undefined', 'dynamic_lookup'] : ['-shared'];
  return [
    ...baseFlags,
    ...forMachine,
    ...ownFlags(),
    `-DFINGERPRINT="${sourceFingerprint()}"`,
    ...link,
    ...['-I', nodeApiHeaders],
    ...['addon.c', 'kernels.c', 'kernels-mixed.c'].map((name) => sourceFolder + name),
    ...['-lm', '-o', output],
  ];
}

/**
 * Compiles the addon (about 15 s), tries it in a process of its own, and puts it in its place: whole or not at all.
 *
 * @param file - See {@link addonFile}.
 * @throws AltsparseError `kernels-compile` with the compiler's last lines, or if what was compiled does not work.
 */
export async function compileAddon(compiler: string, file: string, signal?: AbortSignal): Promise<void> {
  // A name that Node loads as an addon.
  const fresh = `${file}.tmp-${randomUUID()}.node`;
  await mkdir(dirname(file), { recursive: true });
  try {
    const complaint = await compileTo(compiler, fresh, signal);
    signal?.throwIfAborted();
    if (!existsSync(fresh)) throw cannotCompile(compiler, complaint);
    const fault = await selfTest(fresh);
    if (fault !== undefined) throw cannotCompile(compiler, fault);
    const sum = `${fresh}.sha256`;
    writeFileSync(sum, checksumOf(fresh));
    await rename(fresh, file);
    await rename(sum, checksumFile(file));
  } finally {
    rmSync(fresh, { force: true });
  }
}

async function compileTo(compiler: string, fresh: string, signal?: AbortSignal): Promise<string> {
  let complaint = '';
  for (const flags of machineFlags) {
    const end = await run(compiler, commandLine(fresh, flags), signal);
    if (end.status === 0) return '';
    complaint = end.complaint;
    // Anything else would go wrong again, or leave slow kernels behind where it happens not to.
    if (!doesNotKnow(flags, complaint)) break;
  }
  return complaint;
}

/** Does the compiler not know the machine? `-march=native` is told of as `-march`, `-march=` or in full; an old assembler tells of instructions. */
function doesNotKnow(flags: readonly string[], complaint: string): boolean {
  if (/no such instruction|unknown target cpu/i.test(complaint)) return true;
  return flags.some((flag) => complaint.includes(flag.replace(/=.*/, '')));
}

function cannotCompile(compiler: string, found: string): AltsparseError {
  return new AltsparseError('kernels-compile', 'The sparse kernels could not be compiled.', {
    place: compiler,
    found,
    hint: 'Run `altsparse engine install` to see what the compiler says.',
  });
}
