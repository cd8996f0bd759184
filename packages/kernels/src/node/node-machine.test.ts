import { copyFileSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Machine } from '../machine.ts';
import { addonFile, checksumFile } from './addon-file.ts';
import { sourceFingerprint } from './fingerprint.ts';
import { installKernels, kernelsStatus } from './install-kernels.ts';
import { type NodeMachineOptions, nodeMachine } from './node-machine.ts';
import { hasCompiler, ownCache, seal } from './own-cache.test.kit.ts';

const cache = ownCache();
const compiling = 'Compiling the sparse kernels for this machine (15 s) …';

/** Opens a machine, sees whether it computes, and closes it; tells what it was and what was said. */
async function open(options: NodeMachineOptions = {}): Promise<{ name: string; lines: string[] }> {
  const lines: string[] = [];
  const machine = await nodeMachine({ threads: 2, note: (line) => lines.push(line), ...options });
  expect(ones(machine)).toEqual([1, 1, 1, 0]);
  machine.dispose();
  return { name: machine.name, lines };
}

/** Fills three numbers of line 1 and reads four. */
function ones(machine: Machine): number[] {
  machine.reserve(2);
  machine.run(new Int32Array([20, 5, 3, 0x3f800000, 1]));
  const found = new Float32Array(4);
  machine.read(1, found);
  return [...found];
}

describe.runIf(hasCompiler)('a machine in Node', () => {
  it('compiles its kernels on first use, which it says, and never again', async () => {
    expect(await open()).toEqual({ name: 'native', lines: [compiling] });
    expect(await open()).toEqual({ name: 'native', lines: [] });
    const name = `${process.platform}-${process.arch}-${sourceFingerprint()}.node`;
    expect(cache.names()).toEqual([name, `${name}.sha256`]);
  });

  it('may be opened several times at once while nothing is compiled yet', async () => {
    const found = await Promise.all([open(), open(), open()]);
    expect(found.map(({ name }) => name)).toEqual(['native', 'native', 'native']);
    expect(cache.names()).toHaveLength(2);
  });

  it('compiles only where it may', async () => {
    const { name, lines } = await open({ build: false });
    expect([name, lines.length]).toEqual(['wasm', 1]);
    expect(lines[0]).toContain('The native kernels are not compiled. Run `altsparse engine install`.');
    await expect(nodeMachine({ build: false, prefer: 'native' })).rejects.toMatchObject({ code: 'kernels-no-addon' });
  });

  it('has the threads that it is told, or the environment', async () => {
    process.env.ALTSPARSE_THREADS = '3';
    const machines = [await nodeMachine(), await nodeMachine({ threads: 1 })];
    expect(machines.map(({ threads }) => threads)).toEqual([3, 1]);
    for (const machine of machines) machine.dispose();
    await expect(nodeMachine({ threads: 0 })).rejects.toMatchObject({ code: 'engine-threads' });
    await expect(nodeMachine({ threads: 1.5 })).rejects.toMatchObject({ code: 'engine-threads' });
  });

  it('is WebAssembly where that is preferred', async () => {
    expect(await open({ prefer: 'wasm' })).toEqual({ name: 'wasm', lines: [] });
  });
});

describe.runIf(hasCompiler)('an addon that is not as it was compiled', () => {
  let file: string;
  let whole: Buffer | undefined;
  beforeEach(async () => {
    // Compiled for the first of these tests, copied for the others.
    if (whole === undefined) {
      file = await installKernels();
      whole = readFileSync(file);
      return;
    }
    file = addonFile();
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, whole);
    seal(file);
  });

  const damages: readonly (readonly [string, () => void])[] = [
    ['cut off', () => truncateSync(file, readFileSync(file).length >> 1)],
    ['empty', () => truncateSync(file, 0)],
    [
      'changed in one byte',
      () =>
        writeFileSync(
          file,
          readFileSync(file).map((byte, i) => (i === 5000 ? ~byte : byte)),
        ),
    ],
    ['without its checksum', () => rmSync(checksumFile(file))],
    ['with half a checksum', () => truncateSync(checksumFile(file), 10)],
    ['gone', () => rmSync(file)],
  ];
  it.each(damages)('%s: is not loaded, but compiled anew', async (_, damage) => {
    damage();
    expect(kernelsStatus()).toEqual({ file, ready: false });
    expect((await open({ build: false })).name).toBe('wasm');
    expect(await open()).toEqual({ name: 'native', lines: [compiling] });
    expect(kernelsStatus()).toEqual({ file, ready: true });
  });

  it('made from other flags or sources, under this name: is not loaded, but compiled anew', async () => {
    process.env.ALTSPARSE_KERNELS_FLAGS = '-O0 -g';
    const other = addonFile();
    copyFileSync(file, other);
    seal(other);
    expect(other).not.toBe(file);
    expect(await open()).toEqual({ name: 'native', lines: [compiling] });
  });

  it('no library at all, though all marks are right: is compiled anew', async () => {
    writeFileSync(file, `no library ${sourceFingerprint()}`);
    seal(file);
    expect(kernelsStatus().ready).toBe(true);
    const { name, lines } = await open({ build: false });
    expect([name, lines.length]).toEqual(['wasm', 1]);
    expect(await open()).toEqual({ name: 'native', lines: [compiling] });
  });
});

describe('a machine in Node without a compiler', () => {
  beforeEach(() => {
    process.env.PATH = cache.folder;
    delete process.env.CC;
  });

  it('is WebAssembly, and says in one line why', async () => {
    const { name, lines } = await open();
    expect([name, lines.length]).toEqual(['wasm', 1]);
    expect(lines[0]).toMatch(/^Sparse kernels run in WebAssembly.*There is no C compiler.*Install gcc or clang/);
  });

  it('is refused where nothing but native will do', async () => {
    await expect(nodeMachine({ prefer: 'native' })).rejects.toMatchObject({ code: 'kernels-no-compiler' });
  });
});

describe.runIf(hasCompiler)('a compiler', () => {
  /** A program in the place of the compiler, which runs a line of shell with its last argument, the output, in $out. */
  function standIn(line: string): void {
    const program = join(cache.folder, 'compiler');
    const script = `#!/bin/sh\n[ "$1" = --version ] && exit 0\nfor out; do :; done\n${line}\n`;
    writeFileSync(program, script, { mode: 0o755 });
    process.env.CC = program;
  }

  it('that refuses is quoted, and WebAssembly goes on', async () => {
    process.env.ALTSPARSE_KERNELS_FLAGS = '-O0 -fno-such-flag';
    await expect(installKernels()).rejects.toMatchObject({ code: 'kernels-compile' });
    await expect(installKernels()).rejects.toThrow(/no-such-flag/);
    const { name, lines } = await open();
    expect([name, lines.length]).toEqual(['wasm', 2]);
    expect(lines[1]).toMatch(/could not be compiled. Run `altsparse engine install` to see what the compiler says.$/);
    expect(cache.names()).toEqual([]);
  });

  it('that makes what ends the process: it ends another process, and nothing is kept', async () => {
    const crash = join(cache.folder, 'crash.c');
    writeFileSync(crash, '__attribute__((constructor)) static void crash(void) { __builtin_trap(); }\n');
    standIn(`exec cc -shared -fPIC "${crash}" -o "$out"`);
    await expect(installKernels()).rejects.toThrow(/it ended with SIG/);
    expect((await open()).name).toBe('wasm');
    expect(cache.names()).toEqual([]);
  });

  it('that writes nothing is told', async () => {
    standIn('exit 0');
    await expect(installKernels()).rejects.toMatchObject({ code: 'kernels-compile' });
    expect(cache.names()).toEqual([]);
  });

  it('that does not know this machine is asked for less, and one that fails for another reason is not', async () => {
    const tries = join(cache.folder, 'tries');
    const asks = async (complaint: string): Promise<number> => {
      rmSync(tries, { force: true });
      standIn(`echo try >> "${tries}"; echo "${complaint}" >&2; exit 1`);
      await expect(installKernels()).rejects.toThrow(complaint);
      return readFileSync(tries, 'utf8').trim().split('\n').length;
    };
    expect(await asks("bad value 'native' for -march= and -mcpu=")).toBe(3);
    expect(await asks('kernels.s: Error: no such instruction: vpsomething')).toBe(3);
    expect(await asks('no space left on device')).toBe(1);
  });

  it('can be stopped, and leaves nothing', async () => {
    const stop = new AbortController();
    standIn('touch "$out"; exec sleep 60');
    const installed = installKernels({ signal: stop.signal, note: () => setTimeout(() => stop.abort(), 300) });
    await expect(installed).rejects.toMatchObject({ name: 'AbortError' });
    expect(cache.names()).toEqual([]);
  });
});
