import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCommand } from '../command.ts';

/** Where a program lies; undefined where there is none. */
function find(program: string): string | undefined {
  try {
    return execFileSync('sh', ['-c', `command -v ${program}`], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}

const compiler = find('gcc') ?? find('clang');
const tools = ['as', 'ld'].map((name) => [name, find(name)] as const);
const kept = { ...process.env };
let folder: string;

// A cache and a PATH of its own: nothing of this user is touched, and there is no Python.
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'altsparse-engine-'));
  mkdirSync(join(folder, 'bin'));
  Object.assign(process.env, {
    ALTSPARSE_CACHE: join(folder, 'cache'),
    ALTSPARSE_KERNELS_FLAGS: '-O0',
    PATH: join(folder, 'bin'),
  });
  delete process.env.CC;
});
afterEach(() => {
  for (const name of ['ALTSPARSE_CACHE', 'ALTSPARSE_KERNELS_FLAGS', 'PATH', 'CC']) {
    if (kept[name] === undefined) delete process.env[name];
    else process.env[name] = kept[name];
  }
  rmSync(folder, { recursive: true });
});

async function engine(...args: string[]): Promise<{ code: number; out: string; notes: string }> {
  const [out, notes]: [string[], string[]] = [[], []];
  const output = {
    out: (line: string) => void out.push(line),
    note: (line: string) => void notes.push(line),
    live: false,
  };
  const code = await runCommand(['engine', ...args], output);
  return { code, out: out.join('\n'), notes: notes.join('\n') };
}

/** Brings a compiler, with the programs that it calls. */
function bringCompiler(): void {
  for (const [name, path] of tools) if (path !== undefined) symlinkSync(path, join(folder, 'bin', name));
  process.env.CC = compiler;
}

describe('altsparse engine', () => {
  it.runIf(compiler !== undefined)('compiles the sparse kernels where Python is missing, and says where', async () => {
    bringCompiler();
    const { code, out, notes } = await engine('install');
    expect([code, notes]).toEqual([1, expect.stringContaining('[engine-install-no-python]')]);
    expect(out).toMatch(/^The sparse kernels are in place: .*\.node$/);
    expect((await engine('status')).out).toMatch(/^kernels: {3}.*\.node$/m);
    const removed = JSON.parse((await engine('remove', '--json')).out);
    expect(removed).toMatchObject({ folders: [], sparseKernels: { files: [expect.stringMatching(/\.node$/)] } });
    expect(removed.sparseKernels.bytes).toBeGreaterThan(10_000);
    expect((await engine('status')).out).toMatch(/^kernels: {3}none/m);
  });

  it('goes on without a compiler, and says that WebAssembly is used', async () => {
    const { out } = await engine('install');
    expect(out).toMatch(/^Without native sparse kernels, WebAssembly is used: There is no C compiler/);
  });

  it('leaves the sparse kernels where an engine of one version is removed', async () => {
    const addon = join(folder, 'cache', 'sparse-kernels', 'any.node');
    mkdirSync(join(addon, '..'), { recursive: true });
    writeFileSync(addon, '12345');
    const some = await engine('remove', '--tensorflow', '1.2.3', '--json');
    expect(JSON.parse(some.out).sparseKernels).toEqual({ files: [], bytes: 0 });
    const all = await engine('remove', '--json');
    expect(JSON.parse(all.out).sparseKernels).toEqual({ files: [addon], bytes: 5 });
  });
});
