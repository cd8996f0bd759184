// begin: a model of one's own
import { share, subnetWeights, train } from '@altsparse/core';
import { batches } from '@altsparse/data';
import { loadDataset } from '@altsparse/data/node';
import { tfjsNetwork } from '@altsparse/engine';
import { resolveEngine } from '@altsparse/engine/node';
import { readLayersModel, writeLayersModel } from '@altsparse/models';
import { ast } from '@altsparse/prune-granet';
import * as tf from '@tensorflow/tfjs';

const engine = await resolveEngine({ prefer: 'wasm' });
const digits = await loadDataset('digits');
const { conv2d, batchNormalization, reLU, flatten, dense } = tf.layers;
const model = tf.sequential({
  layers: [
    conv2d({ inputShape: [...digits.shape], filters: 8, kernelSize: 3, strides: 2, padding: 'same', useBias: false }),
    ...[batchNormalization(), reLU()],
    conv2d({ filters: 16, kernelSize: 3, strides: 2, padding: 'same', useBias: false }),
    ...[batchNormalization(), reLU(), flatten()],
    dense({ units: digits.classes, activation: 'softmax' }),
  ],
});

const { graph, weights, origin } = await readLayersModel(model);
const network = tfjsNetwork({ graph, tf: engine.tf });
const strategy = ast({ every: 10, offset: 5, until: share(0.7) });
const data = batches({ images: digits.train, batchSize: 32, shuffle: true, normalise: digits });
const evaluation = batches({ images: digits.test, batchSize: 500, normalise: digits });
const stages = [{ subnets: [0.5, 0.8], strategy, data, evaluation, length: 200 }];
const { store, subnets } = await train({ model: graph, network, weights, stages }).result;

/** The sparser sub-net, with its own normalisation, for plain TensorFlow.js. */
export const sparse = await writeLayersModel(tf, { model: graph, weights: subnetWeights(store, 1), origin });
// end

/** What the test looks at. */
export const found = { subnets, digits };
