import {
  alternating,
  type Batch,
  type Graph,
  type InitialWeights,
  type Network,
  planGraph,
  randomStream,
  type Store,
  share,
  sizeOf,
  subnetWeights,
  train,
} from '@altsparse/core';
import { tfjsNetwork } from '@altsparse/engine';
import { type ResolvedEngine, resolveEngine } from '@altsparse/engine/node';
import { projection } from '@altsparse/gc-projection';
import { type LayersModelReading, readLayersModel, writeLayersModel } from '@altsparse/models';
import { ast } from '@altsparse/prune-granet';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';

const { layers } = tf;

/** A user's convolutional net, as a list of layers. */
function sequentialNet(): tf.LayersModel {
  return tf.sequential({
    layers: [
      layers.conv2d({ inputShape: [8, 8, 1], filters: 6, kernelSize: 3, padding: 'same', useBias: false }),
      layers.batchNormalization(),
      layers.reLU(),
      layers.conv2d({ filters: 8, kernelSize: 3, strides: 2, padding: 'same', activation: 'relu' }),
      layers.batchNormalization({ momentum: 0.9 }),
      layers.maxPooling2d({ poolSize: 2 }),
      layers.flatten(),
      layers.dropout({ rate: 0.1 }),
      layers.dense({ units: 4, activation: 'softmax' }),
    ],
  });
}

/** A user's net with a residual sum, a concatenation and a depthwise convolution. */
function functionalNet(): tf.LayersModel {
  const input = tf.input({ shape: [8, 8, 1] });
  const put = (layer: tf.layers.Layer, on: tf.SymbolicTensor | tf.SymbolicTensor[]) =>
    layer.apply(on) as tf.SymbolicTensor;
  const conv = (filters: number, strides = 1) => layers.conv2d({ filters, kernelSize: 3, strides, padding: 'same' });
  const stem = put(layers.reLU(), put(layers.batchNormalization(), put(conv(6), input)));
  const branch = put(layers.batchNormalization({ scale: false }), put(conv(6), stem));
  const sum = put(layers.activation({ activation: 'relu' }), put(layers.add(), [branch, stem]));
  const deep = put(layers.depthwiseConv2d({ kernelSize: 3, strides: 2, padding: 'same' }), sum);
  const pooled = put(layers.averagePooling2d({ poolSize: 3, strides: 2, padding: 'same' }), sum);
  const both = put(layers.concatenate(), [deep, pooled]);
  const head = put(layers.dense({ units: 4 }), put(layers.globalAveragePooling2d({}), both));
  return tf.model({ inputs: input, outputs: head });
}

/** Images and labels for a model, drawn by seed. */
export function drawBatch(shape: readonly number[], size: number, seed: number): Batch {
  const random = randomStream(seed, 'own model');
  return {
    size,
    images: Float32Array.from({ length: size * sizeOf(shape) }, () => random.normal()),
    labels: Int32Array.from({ length: size }, (_, i) => i % 4),
  };
}

/** What a LayersModel gives for a batch. */
export function predict(model: tf.LayersModel, batch: Batch): Float32Array {
  const shape = (model.inputs[0] as tf.SymbolicTensor).shape.slice(1) as number[];
  return tf.tidy(() => {
    const images = tf.tensor(batch.images.slice(), [batch.size, ...shape]);
    return Float32Array.from((model.predict(images) as tf.Tensor).dataSync());
  });
}

/** What a network gives for a batch, through a softmax where the model had one. */
export async function outputs(
  network: Network,
  weights: InitialWeights,
  batch: Batch,
  { notes }: Pick<LayersModelReading, 'notes'>,
): Promise<Float32Array> {
  const mask = weights.mask ?? new Uint8Array();
  const logits = await network.forward({ subnet: 0, batch, weights: { ...weights, mask, maskVersion: 0 } });
  if (!notes.some((note) => note.includes('softmax at the end'))) return logits;
  return tf.tidy(() =>
    Float32Array.from(tf.softmax(tf.tensor(logits, [batch.size, logits.length / batch.size])).dataSync()),
  );
}

/** All within 1e-5. */
export function expectClose(found: Float32Array, expected: Float32Array): void {
  expect(found.length).toBe(expected.length);
  const differences = found.map((value, i) => Math.abs(value - (expected[i] as number)));
  expect(Math.max(...differences)).toBeLessThan(1e-5);
}

/** Gives running statistics other values than a new model's, so that they count. */
export function unsettle(model: tf.LayersModel, seed: number): void {
  const random = randomStream(seed, 'unsettle');
  for (const layer of model.layers) {
    const moved = layer.getWeights().map((one) => {
      const values = one.dataSync().map((value) => value + 0.2 * random.uniform());
      return tf.tensor(values, one.shape);
    });
    layer.setWeights(moved);
    tf.dispose(moved);
  }
}

async function trainTwo(graph: Graph, weights: InitialWeights, engine: ResolvedEngine): Promise<Store> {
  const plan = planGraph(graph);
  const network = tfjsNetwork({ plan, tf: engine.tf });
  const data = { size: 24, batchesPerEpoch: 3, batch: async (index: number) => drawBatch([8, 8, 1], 8, index % 3) };
  const strategy = ast({ every: 2, offset: 1, until: share(0.7) });
  const stage = { subnets: [0.5, 0.8], strategy, scheduler: alternating(), surgery: projection(), data, length: 12 };
  const { store, subnets } = await train({ model: plan, network, weights, stages: [stage] }).result;
  network.dispose();
  for (const { sparsity, target } of subnets) expect(sparsity).toBeCloseTo(target, 2);
  return store;
}

/** What is promised of a model of TensorFlow.js, on one engine. */
export function ownModelSuite(name: 'tfjs-node' | 'wasm' | 'cpu', installed: boolean): void {
  describe.skipIf(!installed).each([
    ['sequential', sequentialNet],
    ['functional', functionalNet],
  ] as const)(`a %s model on ${name}`, (_, make) => {
    it('is read with the same outputs, trained as two sub-nets and written back with the outputs of each', async () => {
      const engine = await resolveEngine({ prefer: name });
      expect(engine.name).toBe(name);
      const before = tf.memory().numTensors;
      const model = make();
      unsettle(model, 4);
      const batch = drawBatch([8, 8, 1], 5, 77);
      const reading = await readLayersModel(model);
      const network = tfjsNetwork({ graph: reading.graph, tf: engine.tf });
      expectClose(await outputs(network, reading.weights, batch, reading), predict(model, batch));
      model.dispose();
      const store = await trainTwo(reading.graph, reading.weights, engine);
      const found: Float32Array[] = [];
      for (const subnet of [0, 1]) {
        const weights = subnetWeights(store, subnet);
        const written = await writeLayersModel(tf, { model: reading.graph, weights, origin: reading.origin });
        const loaded = await throughFile(written);
        expectClose(predict(loaded, batch), await outputs(network, weights, batch, reading));
        found.push(predict(loaded, batch));
        for (const one of [written, loaded]) one.dispose();
      }
      expect(found[0]).not.toEqual(found[1]);
      expect(tf.memory().numTensors).toBe(before);
    });
  });
}

/** Saved and loaded again by TensorFlow.js itself. */
export async function throughFile(model: tf.LayersModel): Promise<tf.LayersModel> {
  let kept: tf.io.ModelArtifacts = {};
  await model.save(
    tf.io.withSaveHandler(async (artifacts) => {
      kept = JSON.parse(JSON.stringify({ ...artifacts, weightData: undefined })) as tf.io.ModelArtifacts;
      kept = { ...kept, ...(artifacts.weightData && { weightData: artifacts.weightData }) };
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
    }),
  );
  return tf.loadLayersModel(tf.io.fromMemory(kept));
}
