import { planGraph } from '@altsparse/core';
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { disposeModel } from './models.test.kit.ts';
import { readLayersModel } from './read-layers-model.ts';

const { layers } = tf;
let before: number;
beforeAll(() => tf.setBackend('cpu'));
beforeEach(() => {
  before = tf.memory().numTensors;
});
afterEach(() => {
  expect(tf.memory().numTensors).toBe(before);
});

/** Reads a model and disposes it. */
async function read(model: tf.LayersModel, options = {}) {
  try {
    return await readLayersModel(model, options);
  } finally {
    disposeModel(model);
  }
}

const operations = ({ graph }: Awaited<ReturnType<typeof read>>) =>
  graph.nodes.map(({ name, operation, inputs }) => [name, operation.op, ...inputs]);

describe('readLayersModel', () => {
  it('makes a node of each layer and one of each built-in activation, and drops the softmax with a word', async () => {
    const model = tf.sequential({
      name: 'mine',
      layers: [
        layers.conv2d({ name: 'c', inputShape: [8, 8, 1], filters: 4, kernelSize: 3, activation: 'relu' }),
        layers.batchNormalization({ name: 'n' }),
        layers.maxPooling2d({ name: 'p', poolSize: 2 }),
        layers.flatten({ name: 'f' }),
        layers.dropout({ name: 'd', rate: 0.25 }),
        layers.dense({ name: 'h', units: 3, activation: 'softmax' }),
      ],
    });
    const found = await read(model);
    expect(found.graph.name).toBe('mine');
    expect(operations(found).slice(1)).toEqual([
      ['c', 'conv2d', 'input'],
      ['c/relu', 'activation', 'c'],
      ['n', 'batchNorm', 'c/relu'],
      ['p', 'pool', 'n'],
      ['f', 'flatten', 'p'],
      ['d', 'dropout', 'f'],
      ['h', 'dense', 'd'],
    ]);
    expect(found.notes).toEqual([expect.stringMatching(/'h\/softmax': the softmax at the end is left out/)]);
    expect(JSON.parse(JSON.stringify(found.origin))).toEqual(found.origin);
  });

  it('reads same at stride 2 as TensorFlow pads: nothing above, one row below', async () => {
    const conv = layers.conv2d({ inputShape: [6, 7, 1], filters: 1, kernelSize: 3, strides: 2, padding: 'same' });
    const { graph } = await read(tf.sequential({ layers: [conv] }));
    // 6 rows at stride 2: 3 windows reach 5 + … = 7 rows, so one is added, below; 7 columns: 4 windows reach 9, one each side
    expect(graph.nodes[1]?.operation).toMatchObject({
      padding: [
        [0, 1],
        [1, 1],
      ],
    });
  });

  it('reads the numbers of a normalisation, and gives it what it lacks', async () => {
    const norm = layers.batchNormalization({ inputShape: [3], epsilon: 0.01, momentum: 0.8, scale: false });
    const { graph, weights } = await read(tf.sequential({ layers: [norm, layers.dense({ units: 1 })] }));
    expect(graph.nodes[1]?.operation).toEqual({ op: 'batchNorm', epsilon: 0.01, decay: 0.8, initialScale: 1 });
    const plan = planGraph(graph);
    const scale = plan.parameters.find((one) => one.role === 'scale')?.offset ?? -1;
    expect([...weights.parameters.slice(scale, scale + 3)]).toEqual([1, 1, 1]);
    expect([...weights.statistics]).toEqual([0, 0, 0, 1, 1, 1]);
  });

  it('leaves the first convolution dense, or what it is told to', async () => {
    const make = () => {
      const conv = (name: string) => layers.conv2d({ name, inputShape: [4, 4, 2], filters: 2, kernelSize: 1 });
      return tf.sequential({
        layers: [conv('a'), conv('b'), layers.flatten(), layers.dense({ name: 'head', units: 2 })],
      });
    };
    const dense = async (options = {}) => {
      const { graph } = await read(make(), options);
      return planGraph(graph).parameters.flatMap((one) => (one.role === 'kernel' && !one.maskable ? [one.node] : []));
    };
    expect(await dense()).toEqual(['a']);
    expect(await dense({ leaveDense: [] })).toEqual([]);
    expect(await dense({ leaveDense: 'h*' })).toEqual(['head']);
  });

  it('reads first values as TensorFlow.js would draw them', async () => {
    const dense = layers.dense({
      inputShape: [6],
      units: 4,
      kernelInitializer: 'glorotUniform',
      biasInitializer: 'ones',
    });
    const { graph } = await read(tf.sequential({ layers: [dense] }));
    // Glorot: ±√(6 / (6 + 4))
    expect(graph.nodes[1]?.operation).toMatchObject({
      initialise: { kernel: { kind: 'uniform', limit: Math.sqrt(0.6) }, bias: { kind: 'constant', value: 1 } },
    });
  });

  it('names nodes after the models that they lie in', async () => {
    const inner = tf.sequential({ name: 'inner', layers: [layers.dense({ name: 'x', inputShape: [2], units: 2 })] });
    const input = tf.input({ shape: [2], name: 'in' });
    const once = layers.dense({ name: 'x', units: 2 }).apply(input) as tf.SymbolicTensor;
    const model = tf.model({ inputs: input, outputs: inner.apply(once) as tf.SymbolicTensor });
    expect(operations(await read(model))).toEqual([
      ['input', 'input'],
      ['x', 'dense', 'input'],
      ['inner/x', 'dense', 'x'],
    ]);
  });

  it('gives layers without a name the same names each time, numbered within their model', async () => {
    const make = () => {
      const dense = () => layers.dense({ units: 2, inputShape: [2] });
      const inner = () => tf.sequential({ layers: [dense(), dense()] });
      return tf.sequential({ layers: [dense(), inner(), layers.dense({ name: 'mine', units: 2 }), inner(), dense()] });
    };
    const names = (found: Awaited<ReturnType<typeof read>>) => [
      found.graph.name,
      ...operations(found).map(([name]) => name),
    ];
    const first = names(await read(make()));
    expect(first).toEqual([
      ...['sequential', 'input', 'dense_1', 'sequential_1/dense_1', 'sequential_1/dense_2', 'mine'],
      ...['sequential_2/dense_1', 'sequential_2/dense_2', 'dense_2'],
    ]);
    expect(names(await read(make()))).toEqual(first);
  });

  it('says which regulariser takes no part', async () => {
    const dense = layers.dense({ name: 'r', inputShape: [2], units: 2, kernelRegularizer: 'l1l2' });
    expect((await read(tf.sequential({ layers: [dense] }))).notes).toEqual([
      "layer 'r': its kernelRegularizer takes no part in training here; use weight decay.",
    ]);
  });
});

describe('a model that cannot be read', () => {
  it('has several inputs, an open size or no input yet', async () => {
    const [a, b] = [tf.input({ shape: [2] }), tf.input({ shape: [2] })];
    const two = tf.model({ inputs: [a, b], outputs: layers.add().apply([a, b]) as tf.SymbolicTensor });
    await expect(read(two)).rejects.toMatchObject({
      code: 'model-unreadable',
      details: { found: '2 inputs, 1 outputs' },
    });
    const open = tf.sequential({ layers: [layers.globalAveragePooling2d({ inputShape: [null as never, 4, 1] })] });
    await expect(read(open)).rejects.toMatchObject({ code: 'model-unreadable', details: { found: [null, 4, 1] } });
    await expect(readLayersModel(tf.sequential())).rejects.toMatchObject({ code: 'model-unreadable' });
  });

  const image = { inputShape: [6, 6, 2] };
  const attributes: Record<string, () => tf.layers.Layer> = {
    'channels first': () => layers.conv2d({ ...image, filters: 1, kernelSize: 1, dataFormat: 'channelsFirst' }),
    dilation: () => layers.conv2d({ ...image, filters: 1, kernelSize: 2, dilationRate: 2 }),
    'an activation': () => layers.conv2d({ ...image, filters: 1, kernelSize: 1, activation: 'softsign' }),
    'a slope that turns signs': () => layers.leakyReLU({ ...image, alpha: -1 }),
    'a greatest value': () => layers.reLU({ ...image, maxValue: 3 }),
    'dense over places': () => layers.dense({ ...image, units: 2 }),
    'an axis': () => layers.batchNormalization({ ...image, axis: 1 }),
    'a softmax over rows': () => layers.softmax({ ...image, axis: 1 }),
    'a multiplier that TensorFlow.js does not save': () =>
      layers.separableConv2d({ ...image, filters: 1, kernelSize: 1, depthMultiplier: 2 }),
    'a constraint': () => layers.dense({ inputShape: [2], units: 2, kernelConstraint: 'nonNeg' }),
    'a frozen layer': () => layers.dense({ inputShape: [2], units: 2, trainable: false }),
    'noise of a shape': () => layers.dropout({ ...image, rate: 0.5, noiseShape: [1, 1, 1, 2] }),
  };

  it.each(Object.entries(attributes))('has %s: the layer, its class and what would do are named', async (_, make) => {
    const layer = make();
    const model = tf.sequential({ layers: [layer] });
    const error = await read(model).catch((one: unknown) => one);
    expect(error).toMatchObject({
      code: 'layer-unreadable',
      details: {
        place: expect.stringMatching(new RegExp(`^layer '\\w+' \\(${layer.getClassName()}\\)$`)),
        hint: expect.stringMatching(/variablesNetwork/),
      },
    });
  });

  it('uses one layer with weights twice', async () => {
    const input = tf.input({ shape: [2] });
    const shared = layers.dense({ name: 'shared', units: 2 });
    const output = shared.apply(shared.apply(input)) as tf.SymbolicTensor;
    await expect(read(tf.model({ inputs: input, outputs: output }))).rejects.toMatchObject({
      code: 'layer-unreadable',
      details: { place: "layer 'shared' (Dense)", found: expect.stringMatching(/used twice/) },
    });
    shared.dispose();
  });
});
