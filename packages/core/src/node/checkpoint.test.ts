import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AltsparseError } from '../error.ts';
import { GraphBuilder } from '../graph/builder.ts';
import { planGraph } from '../graph/plan-graph.ts';
import type { Moment, RunState } from '../loop/state.ts';
import { createLayout } from '../store/layout.ts';
import { createStore, setMask } from '../store/store.ts';
import { type Checkpoint, placesOf, readCheckpoint, writeCheckpoint } from './checkpoint.ts';
import { BEST_FILE, type CheckpointOptions, checkpointKeeper, listCheckpoints } from './checkpoint-keeper.ts';
import { readInitialWeights } from './initial-weights-file.ts';
import { saveWeights } from './weights.ts';

let folder: string;
let path: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'altsparse-checkpoint-'));
  path = join(folder, 'x.safetensors');
});
afterAll(() => rm(folder, { recursive: true }));

const net = new GraphBuilder('tiny', [1, 1, 2]);
net.dense('head', net.batchNorm('norm', net.flatten('flat', net.input)), 2);
const plan = planGraph(net.build());

const contents: RunState['store'] = {
  masters: Float32Array.of(1, -0, 3),
  statistics: Float32Array.of(0.5),
  masks: [Uint8Array.of(1, 0), Uint8Array.of(0, 1)],
  maskVersions: [3, 4],
  slots: new Map([['momentum', [Float32Array.of(1, 2, 3)]]]),
  moveStates: [[undefined, { calls: 3, seen: Float32Array.of(7) }], []],
  remembered: [{ subnet: 1, gradient: Float32Array.of(0.25, 0) }],
  rememberedRound: -1,
  updates: 7,
  ownUpdates: [4, 3],
};
const state: RunState = {
  stage: 1,
  step: 7,
  store: contents,
  rewinds: new Map([['0/3', contents]]),
  evaluations: [{ loss: Number.NaN, accuracy: 0.5 }],
  observers: { clock: { seconds: [1.5] } },
};

const places: Checkpoint['places'] = [{ parameters: [{ name: 'head/kernel', offset: 0, length: 2 }], statistics: [] }];

describe('a checkpoint', () => {
  it('gives back all of a state bit by bit, and what was noted with it', async () => {
    await writeCheckpoint(path, { state, about: { engine: 'wasm' }, places });
    expect(await readCheckpoint(path)).toStrictEqual({ state, about: { engine: 'wasm' }, places });
  });

  it('is refused with any byte changed, cut or added: typed, and never read as something else', async () => {
    await writeCheckpoint(path, { state, about: null, places });
    const bytes = await readFile(path);
    const broken = join(folder, 'broken.safetensors');
    const change = fc.record({
      at: fc.nat(bytes.length - 1),
      bits: fc.integer({ min: 1, max: 255 }),
      kind: fc.constantFrom('flip', 'cut', 'insert', 'double'),
    });
    await fc.assert(
      fc.asyncProperty(change, async ({ at, bits, kind }) => {
        await writeFile(broken, mutated(bytes, at, bits, kind));
        const found = await readCheckpoint(broken).catch((error: unknown) => error);
        // blanks behind the header may be other blanks: then it is the same checkpoint
        if (!(found instanceof AltsparseError)) expect(found).toStrictEqual({ state, about: null, places });
      }),
      { numRuns: Number(process.env.ALTSPARSE_FUZZ ?? 300) },
    );
  });

  it('is refused when it is a file of weights', async () => {
    const store = createStore(createLayout(plan, 1), 0, { names: [], sets: 0 });
    await saveWeights(path, store);
    await expect(readCheckpoint(path)).rejects.toMatchObject({ code: 'checkpoint-format' });
  });
});

describe('weights to begin with', () => {
  it('are the same from a file of weights and from a checkpoint: all masters, private parts, statistics, masks', async () => {
    const layout = createLayout(plan, 2);
    const store = createStore(layout, 3, { names: [], sets: 0 });
    store.masters.forEach((_, i) => {
      store.masters[i] = i + 1;
    });
    store.statistics.forEach((_, i) => {
      store.statistics[i] = -i;
    });
    setMask(store, 1, Uint8Array.of(1, 0, 0, 1));
    const { layout: _, ...copy } = store;
    const weights = join(folder, 'w.safetensors');
    await saveWeights(weights, store);
    await writeCheckpoint(path, { state: { ...state, store: copy }, about: null, places: placesOf(layout) });
    const found = await readInitialWeights(weights, plan);
    expect(await readInitialWeights(path, plan)).toEqual(found);
    const private1 = layout.parameters[1]?.find(({ name }) => name === 'norm/scale');
    const scale = plan.parameters.find(({ name }) => name === 'norm/scale');
    expect(found[1]?.parameters[scale?.offset ?? 0]).toBe((private1?.target ?? 0) + 1);
    expect([...(found[1]?.parameters.subarray(0, 4) ?? [])]).toEqual([1, 2, 3, 4]);
    expect(found[1]?.mask).toEqual(Uint8Array.of(1, 0, 0, 1));
    expect(found[1]?.statistics).toEqual(Float32Array.of(-4, -5, -6, -7));
  });

  it('are refused for another model, by the name of what does not fit', async () => {
    const other = new GraphBuilder('other', [1, 1, 3]);
    other.dense('head', other.batchNorm('norm', other.flatten('flat', other.input)), 2);
    await expect(readInitialWeights(path, planGraph(other.build()))).rejects.toMatchObject({
      code: 'weights-differ',
      details: { place: `${path}: head/kernel` },
    });
  });
});

function mutated(bytes: Buffer, at: number, bits: number, kind: string): Buffer {
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
  if (kind === 'cut') return before;
  if (kind === 'insert') return Buffer.concat([before, Buffer.of(bits), after]);
  if (kind === 'double') return Buffer.concat([before, after, after]);
  const flipped = Buffer.from(bytes);
  flipped[at] = (bytes[at] as number) ^ bits;
  return flipped;
}

describe('a keeper of checkpoints', () => {
  const moment = (step: number, more: Partial<Moment> = {}): Moment => ({
    stage: 0,
    step,
    total: step,
    stageSteps: 100,
    stepsPerEpoch: 10,
    stageEnds: false,
    stopping: false,
    layout: createLayout(plan, 2),
    state: () => ({ ...state, stage: 0, step }),
    ...more,
  });
  const offer = async (options: Partial<CheckpointOptions>, moments: readonly Moment[]): Promise<string[]> => {
    const own = await mkdtemp(join(folder, 'kept-'));
    const keeper = checkpointKeeper({ folder: join(own, 'checkpoints'), every: 4, ...options });
    for (const one of moments) await keeper.keep(one);
    return (await readdir(join(own, 'checkpoints')).catch(() => [])).sort();
  };
  const steps = (from: number, to: number): Moment[] =>
    Array.from({ length: to - from + 1 }, (_, i) => moment(from + i));

  it('writes every so many steps and leaves the last ones', async () => {
    expect(await offer({ keep: 2 }, steps(1, 14))).toEqual([
      'step-000000008.safetensors',
      'step-000000012.safetensors',
    ]);
    expect(await offer({ every: { epochs: 1 } }, steps(1, 14))).toEqual(['step-000000010.safetensors']);
    expect(await offer({ every: { minutes: 1000 } }, steps(1, 14))).toEqual([]);
    expect(await offer({ every: { minutes: 0 }, keep: 1 }, steps(1, 3))).toEqual(['step-000000003.safetensors']);
  });

  it("always writes at a stage's end and when the run is told to stop", async () => {
    expect(await offer({}, [moment(1, { stopping: true })])).toEqual(['step-000000001.safetensors']);
    expect(await offer({}, [moment(3, { stageEnds: true })])).toEqual(['step-000000003.safetensors']);
  });

  it('keeps the best by the mean, or by one sub-net; the earlier of two that are equal', async () => {
    const found = (step: number, ...accuracies: readonly number[]): Moment =>
      moment(step, { evaluations: accuracies.map((accuracy) => ({ loss: 1, accuracy })) });
    const moments = [found(1, 0.2, 0.6), found(2, 0.5, 0.3), found(3, 0.4, 0.4)];
    const bestOf = async (best: 'mean' | number): Promise<number> => {
      const own = await mkdtemp(join(folder, 'best-'));
      const keeper = checkpointKeeper({ folder: own, best });
      for (const one of moments) await keeper.keep(one);
      const { state: kept, about } = await readCheckpoint(join(own, BEST_FILE));
      expect(about).toMatchObject({ best: { step: kept.step } });
      return kept.step;
    };
    expect([await bestOf('mean'), await bestOf(0), await bestOf(1)]).toEqual([1, 2, 1]);
  });

  it('begins anew with the best in each stage, whose sub-nets are others', async () => {
    const own = await mkdtemp(join(folder, 'stages-'));
    const found = (total: number, step: number, accuracy: number): Moment =>
      moment(step, { total, evaluations: [{ loss: 1, accuracy }] });
    const keeper = checkpointKeeper({ folder: own, best: 0 });
    // a dense stage of 4 steps, then a sparse one
    for (const one of [found(4, 4, 0.9), found(5, 1, 0.3), found(6, 2, 0.5), found(7, 3, 0.4)]) await keeper.keep(one);
    expect(keeper.best()).toEqual({ step: 6, accuracy: 0.5 });
  });

  it('lists the last one first', async () => {
    const own = await mkdtemp(join(folder, 'list-'));
    const keeper = checkpointKeeper({ folder: own, every: 1, keep: 3 });
    for (const one of [moment(9), moment(10, { total: 1_000_000_000 })]) await keeper.keep(one);
    const names = (await listCheckpoints(own)).map((one) => one.slice(own.length + 1));
    expect(names).toEqual(['step-1000000000.safetensors', 'step-000000009.safetensors']);
    expect(keeper.last()).toBe(join(own, 'step-1000000000.safetensors'));
    expect(await listCheckpoints(join(own, 'none'))).toEqual([]);
  });

  it('says where it cannot write and why', async () => {
    const file = join(folder, 'a-file');
    await writeFile(file, '');
    const keeper = checkpointKeeper({ folder: join(file, 'checkpoints'), every: 1 });
    await expect(keeper.keep(moment(1))).rejects.toMatchObject({ code: 'file-write', details: { found: 'ENOTDIR' } });
    await mkdir(join(folder, 'taken', 'step-000000001.safetensors'), { recursive: true });
    const blocked = checkpointKeeper({ folder: join(folder, 'taken'), every: 1 });
    await expect(blocked.keep(moment(1))).rejects.toMatchObject({ code: 'file-write' });
    expect(await readdir(join(folder, 'taken'))).toEqual(['step-000000001.safetensors']);
    expect(() => checkpointKeeper({ folder, keep: 0 })).toThrow(/At least one/);
  });
});
