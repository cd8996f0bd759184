import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLayout, createStore, GraphBuilder, type Layout, planGraph, setMask } from '../index.ts';
import { readSafetensors } from './safetensors.ts';
import { loadWeights, saveWeights } from './weights.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'altsparse-weights-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** A convolution, two normalisations, of which the first is shared, and a dense layer. */
function layoutOf(filters: number): Layout {
  const net = new GraphBuilder('tiny', [4, 4, 1]);
  const first = net.batchNorm('norm1', net.conv('conv', net.input, filters));
  net.dense('head', net.globalPool('pool', net.batchNorm('norm2', first)), 2);
  return createLayout(planGraph(net.build()), 2, [{ match: 'norm1', use: 'shared' }]);
}

describe('weights in a file', () => {
  it('come back bit by bit: masters, private parameters, statistics, masks', async () => {
    const layout = layoutOf(2);
    const store = createStore(layout, 7, { names: [], sets: 0 });
    store.masters.forEach((_, i) => {
      store.masters[i] = i + 0.5;
    });
    store.statistics.forEach((_, i) => {
      store.statistics[i] = -i;
    });
    setMask(
      store,
      0,
      Uint8Array.from({ length: layout.plan.maskableCount }, (_, i) => i % 2),
    );
    const path = join(folder, 'a.safetensors');
    await saveWeights(path, store);
    const found = await loadWeights(path, layout);
    expect([found.masters, found.statistics, found.masks]).toEqual([store.masters, store.statistics, store.masks]);
  });

  it('have one name where they are shared and one for each sub-net where they are private', async () => {
    const path = join(folder, 'b.safetensors');
    await saveWeights(path, createStore(layoutOf(2), 7, { names: [], sets: 0 }));
    const { tensors } = await readSafetensors(path);
    expect([...tensors.keys()].sort()).toEqual([
      'masks/0/conv/kernel',
      'masks/0/head/kernel',
      'masks/1/conv/kernel',
      'masks/1/head/kernel',
      'masters/conv/kernel',
      'masters/head/bias',
      'masters/head/kernel',
      'masters/norm1/mean',
      'masters/norm1/offset',
      'masters/norm1/scale',
      'masters/norm1/variance',
      'subnets/0/norm2/mean',
      'subnets/0/norm2/offset',
      'subnets/0/norm2/scale',
      'subnets/0/norm2/variance',
      'subnets/1/norm2/mean',
      'subnets/1/norm2/offset',
      'subnets/1/norm2/scale',
      'subnets/1/norm2/variance',
    ]);
    expect(tensors.get('masters/conv/kernel')?.shape).toEqual([3, 3, 1, 2]);
  });

  it('of another model are refused', async () => {
    const path = join(folder, 'c.safetensors');
    await saveWeights(path, createStore(layoutOf(2), 7, { names: [], sets: 0 }));
    await expect(loadWeights(path, layoutOf(3))).rejects.toMatchObject({ code: 'weights-differ' });
  });
});
