import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GraphBuilder, planGraph, type StagePlan } from '@altsparse/core';
import { resolveEngine } from '@altsparse/engine/node';
import { findModel, smallConv } from '@altsparse/models';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openRunEngine, type RunEngineRequest } from './run-engine.ts';
import type { EngineWish } from './wish.ts';

const plan = planGraph(smallConv.build({ classes: 10 }));
const onWasm = { machine: 'wasm', threads: 1 } as const;

const subnet = { name: 'one', start: 0, target: 0.9, flopsAtTarget: 1, events: [] };
const stage: StagePlan = {
  ...{ given: 0, steps: 100, stepsPerEpoch: 10, maskable: 1, parameters: 1, denseFlops: 1, denseShare: 0 },
  ...{ storeBytes: 1, warnings: [] },
  subnets: [subnet],
};

function request(wish: Partial<EngineWish>, more: Partial<RunEngineRequest> = {}): RunEngineRequest {
  return {
    wish: { choice: 'auto', backend: 'wasm', switchAt: 'stated', precision: 'fp32', ...wish },
    model: { plan },
    tensorflow: () => resolveEngine({ prefer: 'wasm' }),
    stages: () => [stage],
    batch: () => Promise.reject(new Error('nothing is to be measured')),
    note: () => {},
    ...more,
  };
}

afterEach(() => void vi.unstubAllEnvs());

describe('the engines of a run', () => {
  it('are both with auto, in one record with everything that decides bits', async () => {
    const { network, record } = await openRunEngine(request({ sparse: onWasm, switchAt: 0.4 }));
    expect(record).toMatchObject({
      ...{ name: 'wasm + sparse-wasm', backend: 'wasm', threads: 1, switchAt: 0.4, precision: 'fp32' },
      sparse: { name: 'sparse-wasm', isa: 'simd128', threads: 1, fingerprint: expect.stringMatching(/^\w{8,}/) },
    });
    expect(record.why.join('\n')).toMatch(/^Engine: wasm .*\nEngine: sparse-wasm .* from 40 % sparsity on/);
    expect(network.engine).toBe('tfjs-wasm + sparse-wasm');
    network.dispose();
  });

  it('is TensorFlow alone with auto where the sparse engine is left out, with a line that says why', async () => {
    const { network, record } = await openRunEngine(request({}, { stages: () => [{ ...stage, denseShare: 1 }] }));
    expect(record.name).toBe('wasm');
    expect(record.sparse).toBeUndefined();
    expect(record.why.at(-1)).toMatch(/^Without the sparse engine: 100 % of the steps/);
    network.dispose();
  });

  it('are where they are stated, by what the kernels turn out to be', async () => {
    const model = { plan: planGraph(findModel('resnet-8').build({ classes: 10 })) };
    const { network, record } = await openRunEngine(request({}, { model }));
    expect(record.why.at(-1)).toMatch(/^Engine: sparse-.* for sub-nets from 0 % sparsity on, as stated\.$/);
    network.dispose();
  });

  it('is TensorFlow alone after all where the kernels are in WebAssembly and no sub-net gets to their point', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'altsparse-no-compiler-'));
    for (const [name, value] of Object.entries({ PATH: folder, CC: '', ALTSPARSE_CACHE: folder }))
      vi.stubEnv(name, value);
    const portable = await resolveEngine({ prefer: 'wasm' });
    const tensorflow = async () => ({ ...portable, name: 'tfjs-node' as const }); // as where its library is
    const reaching = (target: number) => () => [{ ...stage, subnets: [{ ...subnet, target }] }];
    const open = (target: number) => openRunEngine(request({}, { tensorflow, stages: reaching(target) }));
    const [early, late] = [await open(0.8), await open(0.9)];
    expect(early.record.sparse).toBeUndefined();
    expect(early.record.why.at(-1)).toBe('Without the sparse engine: no sub-net becomes sparser than 80 %.');
    expect(late.record).toMatchObject({ switchAt: 0.9, sparse: { isa: 'simd128' } });
    for (const { network } of [early, late]) network.dispose();
    await rm(folder, { recursive: true });
  });

  it('is the sparse one alone without TensorFlow being started', async () => {
    const tensorflow = () => Promise.reject(new Error('not to be started'));
    const { network, record } = await openRunEngine(request({ choice: 'sparse', sparse: onWasm }, { tensorflow }));
    expect(record).toMatchObject({ name: 'sparse-wasm', backend: null, tfjs: null, tensorflow: null });
    network.dispose();
  });

  it('is refused where the sparse engine alone cannot run the model, by the names of nodes', async () => {
    const net = new GraphBuilder('with softmax', [4, 4, 1]);
    net.dense('head', net.activation('inner', net.flatten('flat', net.input), 'softmax'), 3);
    const model = { plan: planGraph(net.build()) };
    await expect(openRunEngine(request({ choice: 'sparse' }, { model }))).rejects.toMatchObject({
      code: 'engine-refuses',
      details: { found: [expect.stringContaining('inner')] },
    });
    const own = { plan, network: (await openRunEngine(request({ choice: 'tensorflow' }))).network };
    await expect(openRunEngine(request({ choice: 'sparse' }, { model: own }))).rejects.toMatchObject({
      code: 'engine-refuses',
    });
  });

  it('has no mixed precision on TensorFlow, nor in WebAssembly', async () => {
    const mixed = { precision: 'mixed' } as const;
    for (const wish of [
      { ...mixed, choice: 'tensorflow' },
      { ...mixed, choice: 'sparse', sparse: onWasm },
      { ...mixed, choice: 'auto', sparse: onWasm },
    ] as const)
      await expect(openRunEngine(request(wish)), wish.choice).rejects.toMatchObject({ code: 'engine-precision' });
    const dense = { stages: () => [{ ...stage, denseShare: 1 }] };
    await expect(openRunEngine(request(mixed, dense))).rejects.toMatchObject({ code: 'engine-precision' });
  });
});
