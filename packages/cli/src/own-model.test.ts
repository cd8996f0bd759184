import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { countCorrect } from '@altsparse/core';
import { batches } from '@altsparse/data';
import { loadDataset } from '@altsparse/data/node';
import { loadLayersModel, saveLayersModel } from '@altsparse/models/node';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from './command.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'altsparse-own-model-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs the command in this process and keeps what it writes. */
async function run(...args: string[]): Promise<{ code: number; out: string; notes: string }> {
  const [out, notes]: [string[], string[]] = [[], []];
  const output = {
    out: (line: string) => void out.push(line),
    note: (line: string) => void notes.push(line),
    live: false,
  };
  const code = await runCommand(args, output);
  return { code, out: out.join('\n'), notes: notes.join('\n') };
}

/** A config for a model's file: two sub-nets on a few digits, a few steps, on WebAssembly. */
async function config(name: string, model: object, more: object = {}): Promise<string> {
  const values = {
    data: { use: 'digits', take: { train: 64, test: 50 } },
    model,
    subnets: [0.5, 0.8],
    strategy: { use: 'ast', every: 1, until: { share: 0.5 } },
    steps: 6,
    batchSize: 16,
    engine: 'wasm',
    ...more,
  };
  const place = join(folder, name);
  await mkdir(place, { recursive: true });
  await writeFile(join(place, 'experiment.json'), JSON.stringify(values));
  return join(place, 'experiment.json');
}

const module = async (name: string, text: string): Promise<void> => {
  await mkdir(join(folder, name), { recursive: true });
  await writeFile(join(folder, name, 'my-model.ts'), text);
};

const layersModule = `
import type * as tfjs from '@tensorflow/tfjs';
export default ({ tf, shape, classes }: { tf: typeof tfjs; shape: number[]; classes: number }) =>
  tf.sequential({ layers: [
    tf.layers.conv2d({ inputShape: shape, filters: 4, kernelSize: 3, strides: 2, padding: 'same', useBias: false }),
    tf.layers.batchNormalization(), tf.layers.reLU(),
    tf.layers.conv2d({ filters: 8, kernelSize: 3, strides: 2, padding: 'same', activation: 'relu' }),
    tf.layers.globalAveragePooling2d({}),
    tf.layers.dense({ units: classes, activation: 'softmax' }),
  ] });`;

/** The test images as the command sees them. */
async function testBatch() {
  const { test, mean, deviation } = await loadDataset('digits');
  return batches({ images: test, batchSize: 50, normalise: { mean, deviation } }).batch(0);
}

async function predict(place: string): Promise<Float32Array> {
  const model = await loadLayersModel(tf, place);
  const { images } = await testBatch();
  const found = tf.tidy(() => (model.predict(tf.tensor(images.slice(), [50, 28, 28, 1])) as tf.Tensor).dataSync());
  model.dispose();
  return Float32Array.from(found);
}

describe("a module of one's own", () => {
  it('that returns a LayersModel is planned, trained, evaluated and exported, sub-net by sub-net', async () => {
    await module('layers', layersModule);
    const file = await config('layers', { file: './my-model.ts' });
    const plan = JSON.parse((await run('plan', file, '--no-measure', '--json')).out) as {
      maskable: number;
      warnings: string[];
    };
    expect(plan.maskable).toBe(9 * 4 * 8 + 8 * 10);
    expect(plan.warnings.join()).toContain('the softmax at the end is left out');
    const runs = join(folder, 'layers', 'runs');
    const before = tf.memory().numTensors;
    expect(await run('train', file, '--runs', runs)).toMatchObject({ code: 0 });
    const [name = ''] = await readdir(runs);
    const evaluated = JSON.parse((await run('eval', name, '--runs', runs, '--json')).out) as {
      subnets: { name: string; accuracy: number; recorded: number }[];
    };
    const batch = await testBatch();
    for (const { name: subnet, accuracy, recorded } of evaluated.subnets) {
      expect(accuracy).toBe(recorded);
      const to = join(folder, 'layers', subnet);
      expect(await run('export', name, '--runs', runs, '--subnet', subnet, '--to', to)).toMatchObject({ code: 0 });
      expect(countCorrect(await predict(to), 10, batch.labels) / 50).toBeCloseTo(accuracy, 6);
    }
    expect(tf.memory().numTensors).toBe(before);
    const again = await run('export', name, '--runs', runs, '--subnet', '50%', '--to', join(folder, 'layers', '50 %'));
    expect([again.code, again.notes]).toEqual([1, expect.stringContaining('[model-exists]')]);
    const which = await run('export', name, '--runs', runs, '--to', join(folder, 'x'));
    expect([which.code, which.notes]).toEqual([1, expect.stringMatching(/\[subnet-unknown\][\s\S]*'50 %', '80 %'/)]);
  });

  it('gives the same numbers for the same seed, whatever TensorFlow.js draws, and another run id when it changes', async () => {
    await module('same', layersModule);
    const file = await config('same', { file: './my-model.ts' }, { steps: 2, unreached: 'allow' });
    const runs = join(folder, 'same', 'runs');
    const losses = async () => {
      const { out } = await run('train', file, '--runs', runs, '--json');
      const events = out.split('\n').map((line) => JSON.parse(line) as { type: string; trained?: { loss: number }[] });
      return events.flatMap(({ trained = [] }) => trained.map(({ loss }) => loss));
    };
    const first = await losses();
    expect(first).toHaveLength(2);
    expect(await losses()).toEqual(first);
    await module('same', `${layersModule}\n`);
    await losses();
    const names = await readdir(runs);
    const ids = names.map((name) => name.slice(0, 8));
    expect(new Set(ids).size).toBe(2);
    const old = names.find((name) => name.endsWith('-2'))?.replace(/2$/, '1') ?? '';
    const { code, notes } = await run('eval', old, '--runs', runs);
    expect([code, notes]).toEqual([1, expect.stringContaining('[model-changed]')]);
  });

  it('may export a graph', async () => {
    await module(
      'graph',
      `import { GraphBuilder } from '@altsparse/core';
       const net = new GraphBuilder('mine', [28, 28, 1]);
       net.dense('head', net.dense('hidden', net.flatten('flat', net.input), 12), 10);
       export default net.build();`,
    );
    const file = await config('graph', { file: 'my-model.ts' });
    const runs = join(folder, 'graph', 'runs');
    expect(await run('train', file, '--runs', runs)).toMatchObject({ code: 0 });
    const [name = ''] = await readdir(runs);
    const to = join(folder, 'graph', 'out');
    expect(await run('export', name, '--runs', runs, '--subnet', '80 %', '--softmax', '--to', to)).toMatchObject({
      code: 0,
    });
    const rows = await predict(to);
    expect(rows.subarray(0, 10).reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5);
  });

  it('may train a function over variables, but not on the sparse engine; its cost is unknown, and it has no layers to export', async () => {
    await module(
      'function',
      `import { variablesNetwork } from '@altsparse/engine';
       export default ({ tf, shape, classes }) => {
         const weight = tf.variable(tf.randomNormal([784, classes], 0, 0.05, 'float32', 7), true, 'weight');
         const bias = tf.variable(tf.zeros([classes]));
         const forward = (images) => tf.add(tf.matMul(tf.reshape(images, [-1, 784]), weight), bias);
         return variablesNetwork({ tf, inputShape: shape, classes, variables: [weight, bias], forward });
       };`,
    );
    const file = await config('function', { file: './my-model.ts' }, { seeds: [1, 2] });
    const plan = await run('plan', file);
    expect(plan.out).toMatch(/FLOPs: +unknown a dense forward pass/);
    expect(plan.out).toContain('unknown for the activations');
    const runs = join(folder, 'function', 'runs');
    const refused = await run('train', file, '--engine=sparse', '--runs', runs);
    expect(refused.code).toBe(1);
    expect(refused.notes).toMatch(/cannot run this model\. \[engine-refuses\].*found: +the model is a function/s);
    expect(await run('train', file, '--runs', runs)).toMatchObject({ code: 0 });
    const [name = ''] = await readdir(runs);
    const result = JSON.parse(await readFile(join(runs, name, 'result.json'), 'utf8')) as {
      subnets: { flops: null; sparsity: number }[];
    };
    expect(result.subnets).toMatchObject([
      { flops: null, sparsity: 0.5 },
      { flops: null, sparsity: 0.8 },
    ]);
    const evaluated = JSON.parse((await run('eval', name, '--runs', runs, '--json')).out) as {
      subnets: { accuracy: number; recorded: number }[];
    };
    for (const { accuracy, recorded } of evaluated.subnets) expect(accuracy).toBe(recorded);
    const { code, notes } = await run('export', name, '--runs', runs, '--subnet', '50 %', '--to', join(folder, 'no'));
    expect([code, notes]).toEqual([1, expect.stringContaining('[node-unwritable]')]);
  });
});

describe('a saved LayersModel', () => {
  it('begins with its weights, and is exported with its own layers', async () => {
    const { layers } = tf;
    const model = tf.sequential({
      layers: [
        layers.flatten({ inputShape: [28, 28, 1] }),
        layers.dense({ units: 6, activation: 'tanh', name: 'first' }),
        layers.dense({ units: 10, activation: 'softmax', name: 'second' }),
      ],
    });
    const place = join(folder, 'saved', 'model');
    await saveLayersModel(tf, model, place);
    model.dispose();
    const still = { subnets: [0], strategy: 'dense', learningRate: 1e-12, steps: 1 };
    const file = await config('saved', { file: './model/model.json' }, still);
    const runs = join(folder, 'saved', 'runs');
    expect(await run('train', file, '--runs', runs)).toMatchObject({ code: 0 });
    const [name = ''] = await readdir(runs);
    const to = join(folder, 'saved', 'out');
    expect(await run('export', name, '--runs', runs, '--to', to)).toMatchObject({ code: 0 });
    const [found, expected] = [await predict(to), await predict(place)];
    expected.forEach((value, i) => {
      expect(found[i]).toBeCloseTo(value, 5);
    });
  });
});

describe('a file without a model for the data', () => {
  it.each([
    ['no default export', 'export const x = 1;', 'model-module'],
    ['something else', 'export default 3;', 'model-module'],
    ['a fault', 'throw new Error("no luck");', 'model-module'],
    [
      'another shape',
      'export default ({ tf }) => tf.sequential({ layers: [tf.layers.dense({ inputShape: [2], units: 10 })] });',
      'model-shape',
    ],
    [
      'a layer that cannot be read',
      'export default ({ tf }) => tf.sequential({ layers: [tf.layers.lstm({ inputShape: [28, 28], units: 10 })] });',
      'layer-unreadable',
    ],
  ])('is refused before there is a run: %s', async (what, text, code) => {
    await module('bad', text);
    const file = await config('bad', { file: './my-model.ts' });
    const runs = join(folder, 'bad', 'runs');
    const found = await run('train', file, '--runs', runs);
    expect([found.code, found.notes], what).toEqual([1, expect.stringContaining(`[${code}]`)]);
    await expect(readdir(runs)).rejects.toThrow();
  });

  it('is named where it is missing', async () => {
    const file = await config('missing', { file: './none.ts' });
    const found = await run('plan', file);
    expect([found.code, found.notes]).toEqual([1, expect.stringMatching(/\[model-file\][\s\S]*none\.ts/)]);
  });
});
