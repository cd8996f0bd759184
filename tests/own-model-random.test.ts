import { planGraph } from '@altsparse/core';
import { tfjsNetwork } from '@altsparse/engine';
import { resolveEngine } from '@altsparse/engine/node';
import { readLayersModel, writeLayersModel } from '@altsparse/models';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { drawBatch, expectClose, outputs, predict, throughFile, unsettle } from './own-model.test.kit.ts';

const { layers } = tf;
type Make = () => tf.layers.Layer;

const padding = fc.constantFrom<'same' | 'valid'>('same', 'valid');
const small = fc.integer({ min: 1, max: 3 });
const pair = fc.tuple(small, small);
const activation = fc.constantFrom<'linear' | 'relu' | 'relu6' | 'elu' | 'sigmoid' | 'tanh' | 'swish'>(
  ...(['linear', 'relu', 'relu6', 'elu', 'sigmoid', 'tanh', 'swish'] as const),
);
const window = { kernelSize: pair, strides: small, padding, useBias: fc.boolean(), activation };

/** Layers that keep an image an image. */
const imageLayer: fc.Arbitrary<Make> = fc.oneof(
  fc.record({ ...window, strides: pair, filters: small }).map((one) => () => layers.conv2d(one)),
  fc.record({ ...window, depthMultiplier: small }).map((one) => () => layers.depthwiseConv2d(one)),
  fc.record({ ...window, filters: small }).map((one) => () => layers.separableConv2d(one)),
  fc
    .record({ scale: fc.boolean(), center: fc.boolean(), epsilon: fc.constantFrom(1e-3, 1e-5, 0.1) })
    .map((one) => () => layers.batchNormalization(one)),
  fc.record({ poolSize: pair, strides: pair, padding }).map((one) => () => layers.maxPooling2d(one)),
  fc.record({ poolSize: pair, strides: pair, padding }).map((one) => () => layers.averagePooling2d(one)),
  fc.tuple(pair, pair).map(
    ([a, b]) =>
      () =>
        layers.zeroPadding2d({ padding: [a, b] }),
  ),
  activation.map((kind) => () => layers.activation({ activation: kind })),
  fc.constantFrom<Make>(
    () => layers.reLU(),
    () => layers.reLU({ maxValue: 6 }),
    () => layers.leakyReLU({ alpha: 0.2 }),
    () => layers.leakyReLU(),
    () => layers.elu(),
    () => layers.softmax({ axis: -1 }),
    () => layers.dropout({ rate: 0.3 }),
  ),
);

const head = fc.record({
  flat: fc.constantFrom<Make>(
    () => layers.flatten(),
    () => layers.globalAveragePooling2d({}),
    () => layers.globalMaxPooling2d({}),
  ),
  units: small,
  bias: fc.boolean(),
  end: fc.constantFrom<'linear' | 'softmax' | 'sigmoid'>('linear', 'softmax', 'sigmoid'),
});

const architecture = fc.record({
  image: fc.tuple(fc.integer({ min: 4, max: 9 }), fc.integer({ min: 4, max: 9 }), small),
  body: fc.array(imageLayer, { minLength: 1, maxLength: 5 }),
  join: fc.constantFrom<'none' | 'add' | 'concatenate'>('none', 'add', 'concatenate'),
  head,
  seed: fc.integer({ min: 0, max: 1e6 }),
});

/** A model of such a description; undefined where a window does not fit into what is left of the image. */
function build({ image, body, join, head: end }: typeof architecture extends fc.Arbitrary<infer T> ? T : never) {
  const input = tf.input({ shape: image });
  const put = (layer: tf.layers.Layer, on: tf.SymbolicTensor | tf.SymbolicTensor[]) =>
    layer.apply(on) as tf.SymbolicTensor;
  let last = input;
  for (const make of body) {
    const before = last;
    last = put(make(), before);
    if (last.shape.some((axis) => axis !== null && axis < 1)) return undefined;
    const alike = last.shape.join() === before.shape.join();
    if (alike && join === 'add') last = put(layers.add(), [last, before]);
    else if (alike && join === 'concatenate') last = put(layers.concatenate(), [last, before]);
  }
  const dense = layers.dense({ units: end.units, useBias: end.bias, activation: end.end });
  return tf.model({ inputs: input, outputs: put(dense, put(end.flat(), last)) });
}

it('random small models are read with the same outputs and written with the same outputs, as themselves and from the graph', async () => {
  const engine = await resolveEngine({ prefer: 'cpu' });
  let built = 0;
  await fc.assert(
    fc.asyncProperty(architecture, async (description) => {
      const before = tf.memory().numTensors;
      const model = build(description);
      fc.pre(model !== undefined);
      built++;
      unsettle(model, description.seed);
      const batch = drawBatch(description.image, 2, description.seed);
      const expected = predict(model, batch);
      const reading = await readLayersModel(model);
      const network = tfjsNetwork({ graph: reading.graph, tf: engine.tf });
      expectClose(await outputs(network, reading.weights, batch, reading), expected);
      const request = { model: planGraph(reading.graph), weights: reading.weights };
      const softmax = description.head.end === 'softmax';
      for (const how of [{ origin: reading.origin }, { softmax }]) {
        const written = await writeLayersModel(tf, { ...request, ...how });
        const loaded = await throughFile(written);
        expectClose(predict(loaded, batch), expected);
        for (const one of [written, loaded]) one.dispose();
      }
      model.dispose();
      expect(tf.memory().numTensors).toBe(before);
    }),
    { numRuns: 120 },
  );
  expect(built).toBeGreaterThan(40);
});
