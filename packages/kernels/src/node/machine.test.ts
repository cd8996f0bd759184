import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { bits, instruction, machinesByName, numbers, run } from './machines.test.kit.ts';
import { nodeMachine } from './node-machine.ts';
import { hasCompiler, ownCache } from './own-cache.test.kit.ts';

const [FILL, ADD] = [20, 14];
const fill = (count: number, value: number, to: number) => instruction(FILL, count, bits(value), to);

describe.each(await machinesByName())('a machine: %s', (_, machine) => {
  it('takes numbers of every kind and gives them back', () => {
    machine.reserve(20);
    for (const kind of [Float32Array, Float64Array, Int32Array, Uint8Array]) {
      machine.write(2, kind.of(1, 2, 3, 4, 5));
      machine.write(2, kind.of(9, 8), 2);
      const found = new kind(3);
      machine.read(2, found, 1);
      expect([...found]).toEqual([2, 9, 8]);
    }
  });

  it('writes what a part of a larger array shows, and nothing else', () => {
    machine.write(5, new Float32Array(8));
    machine.write(5, Float32Array.of(1, 2, 3, 4).subarray(1, 3), 1);
    expect(numbers(machine, 5, 4)).toEqual([0, 2, 3, 0]);
  });

  it('grows: what is there stays, what is new holds 0', () => {
    machine.reserve(20);
    run(machine, fill(16, 7, 19));
    const lines = 1_000_000;
    expect(machine.reserve(lines)).toBeGreaterThanOrEqual(lines);
    expect(numbers(machine, 19, 16)).toEqual(Array(16).fill(7));
    expect(numbers(machine, lines - 1, 16)).toEqual(Array(16).fill(0));
    run(machine, fill(16, 3, lines - 1));
    expect(numbers(machine, lines - 1, 16)).toEqual(Array(16).fill(3));
    expect(machine.reserve(1)).toBeGreaterThanOrEqual(1);
  });

  it('gathers and scatters by long lists, which threads share', () => {
    const count = 100_000;
    const [indices, values] = [100, 100 + Math.ceil(count / 16)];
    machine.reserve(values + Math.ceil(count / 16));
    // every fifth is no place, the others go backwards
    const places = Int32Array.from({ length: count }, (_, at) => (at % 5 === 3 ? -1 : 2 * (count - at) - 1));
    const host = Float32Array.from({ length: 2 * count }, (_, at) => at / 2);
    machine.write(indices, places);
    machine.gather(host, indices, count, values);
    const seen = Array.from(places, (place) => (place < 0 ? 0 : place / 2));
    expect(numbers(machine, values, count)).toEqual(seen);
    const target = new Float32Array(2 * count).fill(7);
    machine.scatter(target, indices, count, values);
    const written = new Set(places);
    expect(target.every((value, at) => value === (written.has(at) ? at / 2 : 7))).toBe(true);
  });

  it('gathers zeros out of nothing, and scatters nothing there', () => {
    machine.reserve(104);
    machine.write(100, new Int32Array(20).fill(-1));
    machine.write(102, new Float32Array(20).fill(5));
    machine.scatter(new Float32Array(0), 100, 20, 102);
    machine.gather(new Float32Array(0), 100, 20, 102);
    expect(numbers(machine, 102, 20)).toEqual(Array(20).fill(0));
  });

  it('refuses more memory than there is', () => {
    expect(() => machine.reserve(2 ** 31)).toThrowError(expect.objectContaining({ code: 'kernels-memory' }));
    expect(numbers(machine, 19, 1)).toEqual([7]);
  });

  it('runs the instructions before one that it does not know, and names its place', () => {
    const tape = [fill(16, 1, 1), instruction(99, 0), fill(16, 2, 1)];
    expect(() => run(machine, ...tape)).toThrow('number 5 of the tape');
    expect(() => run(machine, ...tape)).toThrowError(expect.objectContaining({ code: 'kernels-tape' }));
    expect(numbers(machine, 1, 1)).toEqual([1]);
    run(machine, fill(16, 2, 1));
    expect(numbers(machine, 1, 1)).toEqual([2]);
  });

  it('runs a tape of nothing', () => {
    machine.run(new Int32Array(0));
    expect(numbers(machine, 1, 1)).toEqual([2]);
  });

  it('gathers by index, 0 for −1, and scatters all but −1', () => {
    machine.write(1, Int32Array.of(2, -1, 0));
    machine.gather(Float32Array.of(10, 11, 12), 1, 3, 2);
    expect(numbers(machine, 2, 3)).toEqual([12, 0, 10]);
    machine.write(2, Float32Array.of(5, 6, 7));
    const into = Float32Array.of(1, 1, 1);
    machine.scatter(into, 1, 3, 2);
    expect([...into]).toEqual([7, 1, 5]);
  });

  it('gives every instruction what the one before it has made', () => {
    // Sums of 1,000 lines with themselves, ten times: each thread reads what it did not write.
    machine.reserve(2100);
    run(machine, fill(16_000, 1, 1));
    const doubled = Array.from({ length: 10 }, () => instruction(ADD, 1, 1000, 1, 1, 1));
    for (let round = 0; round < 5; round++) {
      run(machine, fill(16_000, 1, 1), ...doubled, instruction(ADD, 8, 125, 1, 1, 1001));
      const found = new Float32Array(16_000);
      machine.read(1001, found);
      expect(found.every((value) => value === 2048)).toBe(true);
    }
  });

  it('has mixed precision or says that it has none', () => {
    const tape = Int32Array.from(fill(16, 4, 1));
    run(machine, fill(16, 3, 1));
    if (machine.mixed) machine.run(tape, 'mixed');
    else expect(() => machine.run(tape, 'mixed')).toThrowError(expect.objectContaining({ code: 'kernels-precision' }));
    expect(numbers(machine, 1, 1)).toEqual([machine.mixed ? 4 : 3]);
  });

  it('says what it was made from', () => {
    expect(machine.fingerprint).toMatch(/^[0-9a-f]{12}$/);
  });
});

describe.each(hasCompiler ? (['native', 'wasm'] as const) : (['wasm'] as const))('machines: %s', (prefer) => {
  it.each([1, 2])('may be disposed twice, and refuse work afterwards, %d threads', async (threads) => {
    const machine = await nodeMachine({ threads, prefer });
    machine.dispose();
    machine.dispose();
    const disposed = expect.objectContaining({ code: 'kernels-disposed' });
    expect(() => run(machine, fill(4, 1, 1))).toThrowError(disposed);
    expect(() => numbers(machine, 1, 4)).toThrowError(disposed);
    expect(() => machine.write(1, Float32Array.of(1))).toThrowError(disposed);
    expect(() => machine.gather(Float32Array.of(1), 1, 1, 1)).toThrowError(disposed);
  });

  it('let the process end, disposed or not', () => {
    const entry = fileURLToPath(new URL('../../dist/node/index.js', import.meta.url));
    const code = `
      const { nodeMachine } = await import(${JSON.stringify(entry)});
      const make = () => nodeMachine({ threads: 2, prefer: '${prefer}' });
      (await make()).dispose();
      (await make()).run(new Int32Array([20, 5, 40, 0, 1]));
      process.exitCode = 7;`;
    const args = ['--input-type=module', '-e', code];
    const { status } = spawnSync(process.execPath, args, { timeout: 30_000 });
    expect(status).toBe(7);
  });
});

describe.runIf(hasCompiler)('native machines', () => {
  it('have memories of their own', async () => {
    const [a, b] = [await nodeMachine({ threads: 1 }), await nodeMachine({ threads: 2 })];
    run(a, fill(4, 1, 1));
    expect(numbers(b, 1, 4)).toEqual([0, 0, 0, 0]);
    a.dispose();
    run(b, fill(4, 2, 1));
    expect(numbers(b, 1, 4)).toEqual([2, 2, 2, 2]);
    b.dispose();
  });

  it('refuse addresses outside of their memory', async () => {
    const machine = await nodeMachine({ threads: 1 });
    expect(() => numbers(machine, 2 ** 31, 1)).toThrow('outside');
    expect(() => numbers(machine, -1, 1)).toThrow('outside');
    machine.dispose();
  });
});

describe.runIf(hasCompiler && process.arch === 'x64')('kernels for a processor with AVX2 alone', () => {
  ownCache();

  it('have shorter vectors, another fingerprint and no mixed precision', async () => {
    const full = await nodeMachine({ threads: 1, prefer: 'native' });
    process.env.ALTSPARSE_KERNELS_FLAGS = '-O0 -mavx2 -mno-avx512f';
    const machine = await nodeMachine({ threads: 1, prefer: 'native' });
    run(machine, fill(4, 5, 1));
    expect([machine.isa, machine.mixed, ...numbers(machine, 1, 2)]).toEqual(['avx2', false, 5, 5]);
    expect(machine.fingerprint).not.toBe(full.fingerprint);
    expect(() => machine.run(new Int32Array(0), 'mixed')).toThrowError(
      expect.objectContaining({ code: 'kernels-precision' }),
    );
    for (const one of [full, machine]) one.dispose();
  });
});
