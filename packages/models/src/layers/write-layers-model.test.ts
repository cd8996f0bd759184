import {
  type Graph,
  GraphBuilder,
  initialParameters,
  initialStatistics,
  planGraph,
  randomStream,
} from '@altsparse/core';
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { resnet20 } from '../resnets.ts';
import { disposeModel, expectClose, predict, reloaded } from './models.test.kit.ts';
import { readLayersModel } from './read-layers-model.ts';
import { writeLayersModel } from './write-layers-model.ts';

const { layers } = tf;
let before: number;
beforeAll(() => tf.setBackend('cpu'));
beforeEach(() => {
  before = tf.memory().numTensors;
});
afterEach(() => {
  expect(tf.memory().numTensors).toBe(before);
});

const random = randomStream(3, 'write');
const weightsOf = (graph: Graph) => {
  const plan = planGraph(graph);
  const statistics = initialStatistics(plan).map((value) => value + random.uniform());
  return { parameters: initialParameters(plan, 1).map((value) => value + 0.1 * random.normal()), statistics };
};

const everything = () =>
  tf.sequential({
    layers: [
      layers.separableConv2d({ inputShape: [6, 6, 2], filters: 3, kernelSize: 3, padding: 'same' }),
      layers.depthwiseConv2d({ kernelSize: 2, depthMultiplier: 2, depthwiseRegularizer: 'l1l2' as never }),
      layers.batchNormalization({ scale: false, center: false }),
      layers.reLU({ maxValue: 6 }),
      layers.zeroPadding2d({
        padding: [
          [1, 0],
          [2, 1],
        ],
      }),
      layers.averagePooling2d({ poolSize: 3, strides: 2, padding: 'same' }),
      tf.sequential({ name: 'inner', layers: [layers.conv2d({ inputShape: [3, 4, 6], filters: 2, kernelSize: 2 })] }),
      layers.flatten(),
      layers.dense({ units: 3, activation: 'softmax' }),
    ],
  });

describe('writing back', () => {
  it('gives a copy of the model that was read, softmax and all, that TensorFlow.js saves and loads', async () => {
    const model = everything();
    const reading = await readLayersModel(model);
    const copy = await writeLayersModel(tf, { model: reading.graph, ...reading });
    expectClose(predict(copy), predict(model));
    expect(copy.layers.map((one) => one.getClassName())).toEqual(model.layers.map((one) => one.getClassName()));
    const loaded = await reloaded(copy);
    expectClose(predict(loaded), predict(model));
    for (const one of [model, copy, loaded]) disposeModel(one);
  });

  it('writes other weights, statistics and scales than those that were read', async () => {
    const model = everything();
    const { graph, origin } = await readLayersModel(model);
    const weights = weightsOf(graph);
    const copy = await writeLayersModel(tf, { model: graph, weights, origin });
    const plain = await writeLayersModel(tf, { model: graph, weights, softmax: true });
    expectClose(predict(copy), predict(plain));
    expect(predict(copy)).not.toEqual(predict(model));
    for (const one of [model, copy, plain]) disposeModel(one);
  });

  it('refuses weights of another model and leaves nothing behind', async () => {
    const model = everything();
    const { graph, origin, weights } = await readLayersModel(model);
    disposeModel(model);
    const short = { ...weights, parameters: weights.parameters.slice(1) };
    await expect(writeLayersModel(tf, { model: graph, weights: short, origin })).rejects.toMatchObject({
      code: 'layers-differ',
    });
    const other = resnet20.build();
    await expect(writeLayersModel(tf, { model: other, weights: weightsOf(other), origin })).rejects.toMatchObject({
      code: 'layers-differ',
    });
  });
});

describe('writing a graph', () => {
  it('makes layers of ResNet-20: its paddings become layers, and reading them gives the same outputs', async () => {
    const graph = resnet20.build({ inputShape: [8, 8, 3] });
    const weights = weightsOf(graph);
    const model = await writeLayersModel(tf, { model: graph, weights });
    const pads = model.layers.filter((one) => one.getClassName() === 'ZeroPadding2D');
    // both strided 3x3 convolutions pad one on each side, which TensorFlow's word does not
    expect(pads.map((one) => one.name)).toEqual(['stage2/block0/conv1_pad', 'stage3/block0/conv1_pad']);
    const reading = await readLayersModel(model);
    const second = await writeLayersModel(tf, { model: reading.graph, ...reading });
    const loaded = await reloaded(model);
    expectClose(predict(second), predict(model));
    expectClose(predict(loaded), predict(model));
    for (const one of [model, second, loaded]) disposeModel(one);
  }, 120_000);

  it('keeps names that TensorFlow.js accepts and changes those that it does not', async () => {
    const net = new GraphBuilder('my net', [2]);
    net.dense('head of it', net.dense('head_of_it', net.input, 2), 2);
    const graph = net.build();
    const model = await writeLayersModel(tf, { model: graph, weights: weightsOf(graph) });
    expect(model.layers.map((one) => one.name)).toEqual(['input', 'head_of_it', 'head_of_it_2']);
    disposeModel(model);
  });

  it('pads a maximum with zeros where nothing is negative, and refuses elsewhere', async () => {
    const make = (kind: 'relu' | 'tanh') => {
      const net = new GraphBuilder('pools', [4, 4, 1]);
      net.pool('pool', net.activation('act', net.input, kind), 'max', 3, 2, 1);
      return net.build();
    };
    const model = await writeLayersModel(tf, { model: make('relu'), weights: weightsOf(make('relu')) });
    expect(model.layers.map((one) => one.getClassName())).toContain('ZeroPadding2D');
    disposeModel(model);
    const refused = writeLayersModel(tf, { model: make('tanh'), weights: weightsOf(make('tanh')) });
    await expect(refused).rejects.toMatchObject({ code: 'node-unwritable', details: { place: "node 'pool' (pool)" } });
  });

  it('refuses groups of several channels', async () => {
    const net = new GraphBuilder('groups', [4, 4, 4]);
    net.conv('conv', net.input, 4, { groups: 2 });
    const graph = net.build();
    await expect(writeLayersModel(tf, { model: graph, weights: weightsOf(graph) })).rejects.toMatchObject({
      code: 'node-unwritable',
      details: { found: { groups: 2, channels: 4 } },
    });
  });
});
