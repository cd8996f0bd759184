import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { smallConv } from '@altsparse/models';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cachedSwitchPoint, type SwitchKey } from './switch-cache.ts';
import { type SwitchTimes, switchPoint } from './switch-point.ts';

describe('the switch point', () => {
  it('is where the line between two times crosses the dense time, rounded up to a hundredth', () => {
    const sparse = [
      [0, 20],
      [0.5, 15],
      [0.9, 3],
    ] as const;
    expect(switchPoint({ dense: 10, sparse })).toBe(0.67); // 0.5 + 0.4 · 5/12 = 0.6667
    expect(switchPoint({ dense: 15, sparse })).toBe(0.5);
    expect(switchPoint({ dense: 17.5, sparse })).toBe(0.25);
  });

  it('is 0 where the sparse engine is never the slower one, 1 where it always is', () => {
    const sparse = [
      [0, 20],
      [0.9, 3],
    ] as const;
    expect(switchPoint({ dense: 20, sparse })).toBe(0);
    expect(switchPoint({ dense: 2, sparse })).toBe(1);
  });

  it('has no slower sparse time after it, whatever was measured', () => {
    const time = fc.double({ min: 0.1, max: 100, noNaN: true });
    fc.assert(
      fc.property(time, time, time, time, (dense, a, b, c) => {
        const sparse = [
          [0, a],
          [0.5, b],
          [0.9, c],
        ] as const;
        const point = switchPoint({ dense, sparse });
        expect(point).toBeGreaterThanOrEqual(0);
        expect(point).toBeLessThanOrEqual(1);
        for (const [sparsity, ms] of sparse) if (sparsity >= point) expect(ms).toBeLessThanOrEqual(dense);
      }),
    );
  });
});

describe('a measured switch point', () => {
  let folder: string;
  let measured = 0;
  const before = process.env.ALTSPARSE_CACHE;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'altsparse-switch-'));
    process.env.ALTSPARSE_CACHE = folder;
    measured = 0;
  });
  afterEach(async () => {
    if (before === undefined) delete process.env.ALTSPARSE_CACHE;
    else process.env.ALTSPARSE_CACHE = before;
    await rm(folder, { recursive: true });
  });

  const sparse = { name: 'sparse-native', version: '0.1.0', fingerprint: 'bb', isa: 'avx512', threads: 2 };
  const key: SwitchKey = {
    graph: smallConv.build({ classes: 10 }),
    batchSize: 32,
    engines: { backend: 'tfjs-node', tensorflow: '2.15.1', kernels: 'aa', threads: 2, sparse, precision: 'fp32' },
  };
  const times = (dense: number): SwitchTimes => ({
    dense,
    sparse: [
      [0, 20],
      [0.5, 10],
    ],
  });
  const measure = async (): Promise<SwitchTimes> => {
    measured++;
    return times(15);
  };
  it('is measured once for each model, batch size and pair of engines', async () => {
    expect([await cachedSwitchPoint(key, measure), measured]).toEqual([0.25, 1]);
    expect([await cachedSwitchPoint(structuredClone(key), measure), measured]).toEqual([0.25, 1]);
    const others: SwitchKey[] = [
      { ...key, batchSize: 128 },
      { ...key, graph: smallConv.build({ classes: 11 }) },
      { ...key, engines: { ...key.engines, threads: 1 } },
      { ...key, engines: { ...key.engines, sparse: { ...sparse, fingerprint: 'bc' } } },
      { ...key, engines: { ...key.engines, precision: 'mixed' } },
    ];
    for (const other of others) await cachedSwitchPoint(other, measure);
    expect(measured).toBe(6);
  });

  it('is measured anew where the kept one is damaged, and not kept where nothing can be written', async () => {
    await cachedSwitchPoint(key, measure);
    const [name = ''] = await readdir(join(folder, 'switch'));
    await writeFile(join(folder, 'switch', name), '{"dense":');
    expect([await cachedSwitchPoint(key, measure), measured]).toEqual([0.25, 2]);
    await writeFile(join(folder, 'file'), '');
    process.env.ALTSPARSE_CACHE = join(folder, 'file');
    expect([await cachedSwitchPoint(key, measure), measured]).toEqual([0.25, 3]);
  });
});
