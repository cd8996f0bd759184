import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ObservedRun, Observer, RunEvent } from '@altsparse/core';
import { resolveEngine } from '@altsparse/engine/node';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bundledSources } from '../compose/sources.ts';
import { createRegistry, type Registry } from '../parts/registry.ts';
import { maskedCrc, readEventFile } from './event-file.test.kit.ts';

let base: string;
let folder: string;
let registry: Registry;
beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'altsparse-observers-'));
  registry = createRegistry(await bundledSources());
});
beforeEach(async () => {
  folder = await mkdtemp(join(base, 'run-'));
});
afterAll(() => rm(base, { recursive: true }));

/** An observer of the command, made as a run makes it. */
async function open(use: string, options: object = {}, run: Partial<ObservedRun> = {}): Promise<Observer> {
  const checked = registry.check('observers', { use, ...options }, 'observers[0]');
  if ('faults' in checked) throw checked.faults[0];
  const build = registry.create('observers', checked.value);
  build.check?.(run.engine ?? 'wasm');
  return build({ folder, engine: 'wasm', seed: 0, ...run });
}

async function tell(observer: Observer, ...events: readonly RunEvent[]): Promise<void> {
  for (const event of events) await observer.observe(event);
}

const stage: RunEvent = {
  type: 'stage',
  stage: 0,
  step: 0,
  steps: 4,
  stepsPerEpoch: 2,
  subnets: [
    { name: '90 %', sparsity: 0, target: 0.9 },
    { name: 'a "thin", one', sparsity: 0, target: 0.95 },
  ],
};
const step = (number: number): RunEvent => ({
  type: 'step',
  stage: 0,
  step: number,
  trained: [{ subnet: number % 2, loss: 2.5 - number, accuracy: 0.5, sparsity: 0.25, engine: 'tfjs-wasm' }],
  rate: 0.1,
  milliseconds: 500,
});
const evaluation = (done: number): RunEvent => ({
  type: 'evaluation',
  stage: 0,
  step: done,
  subnet: 0,
  loss: 1.5,
  accuracy: 0.75,
  sparsity: 0.5,
});
const mask: RunEvent = { type: 'mask', stage: 0, step: 1, subnet: 1, k: 1, sparsity: 0.5, dropped: 6, grown: 2 };
const conflict: RunEvent = {
  type: 'conflict',
  stage: 0,
  step: 1,
  conflicts: [{ subnet: 1, against: 0, layers: ['a', 'b'], before: [-3, 1], after: [0, 1] }],
};

const read = (...path: string[]): Promise<string> => readFile(join(folder, ...path), 'utf8');

describe('csv', () => {
  it('has a table for each kind of event, with a header, names in quotes where needed', async () => {
    const csv = await open('csv');
    await tell(csv, stage, step(0), mask, conflict, step(1), evaluation(2));
    await csv.end?.();
    expect((await readdir(join(folder, 'csv'))).sort()).toEqual([
      'conflicts.csv',
      'evaluations.csv',
      'masks.csv',
      'steps.csv',
    ]);
    expect(await read('csv', 'steps.csv')).toBe(
      'stage,step,subnet,name,loss,accuracy,sparsity,rate,milliseconds,engine\n' +
        '0,0,0,90 %,2.5,0.5,0.25,0.1,500,tfjs-wasm\n' +
        '0,1,1,"a ""thin"", one",1.5,0.5,0.25,0.1,500,tfjs-wasm\n',
    );
    expect(await read('csv', 'evaluations.csv')).toMatch(/\n0,2,0,90 %,1\.5,0\.75,0\.5\n$/);
    expect(await read('csv', 'masks.csv')).toMatch(/\n0,1,1,"a ""thin"", one",1,0\.5,6,2\n$/);
    expect(await read('csv', 'conflicts.csv')).toMatch(/\n0,1,1,"a ""thin"", one",0,2,1,-2,1\n$/);
  });

  it('takes every second step where told to, and all else', async () => {
    const csv = await open('csv', { every: 2, folder: 'tables' });
    await tell(csv, stage, step(0), mask, conflict, step(1), step(2));
    await csv.end?.();
    expect((await read('tables', 'steps.csv')).split('\n').map((line) => line.slice(0, 4))).toEqual([
      'stag',
      '0,0,',
      '0,2,',
      '',
    ]);
    expect((await readdir(join(folder, 'tables'))).sort()).toEqual(['masks.csv', 'steps.csv']);
  });

  it('of a resumed run goes on where the run does: one header, no row twice, no half row', async () => {
    const first = await open('csv');
    await tell(first, stage, step(0), step(1), evaluation(2), step(2), step(3), evaluation(4));
    await first.end?.();
    const path = join(folder, 'csv', 'steps.csv');
    await writeFile(path, `${await readFile(path, 'utf8')}0,4,0,90`);
    const second = await open('csv', {}, { from: { stage: 0, step: 2 } });
    await tell(second, stage, step(2), step(3), evaluation(4));
    await second.end?.();
    const rows = async (name: string): Promise<string[]> =>
      (await read('csv', name)).split('\n').map((line) => line.split(',').slice(0, 2).join());
    expect(await rows('steps.csv')).toEqual(['stage,step', '0,0', '0,1', '0,2', '0,3', '']);
    expect(await rows('evaluations.csv')).toEqual(['stage,step', '0,2', '0,4', '']);
  });

  it('leaves a file with other columns as it is, and says so', async () => {
    const path = join(folder, 'masks.csv');
    await writeFile(path, 'my,own\n1,2\n');
    const csv = await open('csv', { folder: '.' });
    await tell(csv, stage, mask);
    await expect(csv.end?.()).rejects.toMatchObject({
      code: 'observer-file',
      details: { place: path, found: 'my,own' },
    });
    expect(await readFile(path, 'utf8')).toBe('my,own\n1,2\n');
  });
});

describe('jsonl', () => {
  it('has every event, and of a resumed run none twice', async () => {
    const first = await open('jsonl', { file: 'deep/events.jsonl' });
    await tell(first, stage, step(0), step(1), evaluation(2), step(2));
    await first.end?.();
    const second = await open('jsonl', { file: 'deep/events.jsonl' }, { from: { stage: 0, step: 2 } });
    await tell(second, { ...stage, step: 2 }, step(2), step(3));
    await second.end?.();
    const events = (await read('deep', 'events.jsonl'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as RunEvent);
    expect(events.map((event) => `${event.type} ${'step' in event ? event.step : ''}`)).toEqual([
      'stage 0',
      'step 0',
      'step 1',
      'evaluation 2',
      'step 2',
      'step 3',
    ]);
  });
});

const native = await resolveEngine();
const isNative = native.name.startsWith('tfjs-node');

describe.skipIf(!isNative)('tensorboard', () => {
  const pointsIn = async (...path: string[]): Promise<string[]> => {
    const inside = join(folder, ...path);
    const names = (await readdir(inside)).filter((name) => name.includes('tfevents')).sort();
    const points = await Promise.all(names.map(async (name) => readEventFile(await readFile(join(inside, name)))));
    return points.flat().map(({ tag, step, value }) => `${tag} ${step} ${Number(value.toFixed(4))}`);
  };

  it('the reader of these tests knows the checksum of nothing and of nine digits', () => {
    // CRC32C of '123456789' is 0xe3069283; of nothing 0
    const masked = (crc: number): number => (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
    expect(maskedCrc(new TextEncoder().encode('123456789'))).toBe(masked(0xe3069283));
    expect(maskedCrc(new Uint8Array())).toBe(masked(0));
  });

  it('has the curves of the run in its folder and those of each sub-net below, and leaves no tensor', async () => {
    const before = native.tf.memory().numTensors;
    const board = await open('tensorboard', {}, { engine: native.name });
    await tell(board, stage, step(0), mask, conflict, step(1), evaluation(2));
    await board.end?.();
    expect(native.tf.memory().numTensors).toBe(before);
    expect(await pointsIn('tensorboard')).toEqual([
      'learning rate 0 0.1',
      'steps per second 0 2',
      'learning rate 1 0.1',
      'steps per second 1 2',
    ]);
    expect(await pointsIn('tensorboard', '90_%')).toEqual([
      'training/loss 0 2.5',
      'training/accuracy 0 0.5',
      'training/sparsity 0 0.25',
      'evaluation/loss 2 1.5',
      'evaluation/accuracy 2 0.75',
    ]);
    expect(await pointsIn('tensorboard', 'a_thin_one')).toEqual([
      'masks/sparsity 1 0.5',
      'masks/dropped 1 6',
      'masks/grown 1 2',
      'training/conflicting share 1 0.5',
      'training/loss 1 1.5',
      'training/accuracy 1 0.5',
      'training/sparsity 1 0.25',
    ]);
  });

  it('begins a new file for a resumed run, beside the first', async () => {
    for (const number of [0, 1]) {
      const board = await open('tensorboard', { folder: 'tb' }, { engine: native.name });
      await tell(board, stage, step(number));
      await board.end?.();
    }
    expect((await readdir(join(folder, 'tb'))).filter((name) => name.includes('tfevents'))).toHaveLength(2);
    expect((await pointsIn('tb')).filter((point) => point.startsWith('learning'))).toEqual([
      'learning rate 0 0.1',
      'learning rate 1 0.1',
    ]);
  });

  it('goes on where a run was stopped in a later stage', async () => {
    const first = await open('tensorboard', { folder: 'later' }, { engine: native.name });
    await tell(first, stage, step(0), { ...stage, stage: 1 }, step(0));
    await first.end?.();
    const second = await open('tensorboard', { folder: 'later' }, { engine: native.name });
    second.restore?.(first.save?.());
    await tell(second, { ...stage, stage: 1, step: 1 }, step(1), { ...stage, stage: 2 }, step(0));
    await second.end?.();
    expect((await pointsIn('later')).filter((point) => point.startsWith('learning'))).toEqual([
      'learning rate 0 0.1',
      'learning rate 4 0.1',
      'learning rate 5 0.1',
      'learning rate 8 0.1',
    ]);
  });

  it('puts stages one after the other', async () => {
    const board = await open('tensorboard', { every: 2 }, { engine: native.name });
    await tell(board, stage, step(0), step(1), { ...stage, stage: 1 }, step(0));
    await board.end?.();
    expect((await pointsIn('tensorboard')).filter((point) => point.startsWith('learning'))).toEqual([
      'learning rate 0 0.1',
      'learning rate 4 0.1',
    ]);
  });
});

describe('tensorboard', () => {
  it('is refused on another engine, saying what would do', async () => {
    await expect(open('tensorboard', {}, { engine: 'wasm' })).rejects.toMatchObject({
      code: 'observer-engine',
      details: { found: 'engine wasm', hint: expect.stringContaining("'csv'") },
    });
  });
});
