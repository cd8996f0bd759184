// begin: a function of one's own
import { share, subnetWeights, train } from '@altsparse/core';
import { batches } from '@altsparse/data';
import { loadDataset } from '@altsparse/data/node';
import { variablesNetwork } from '@altsparse/engine';
import { resolveEngine } from '@altsparse/engine/node';
import { ast } from '@altsparse/prune-granet';
import * as tf from '@tensorflow/tfjs';

const engine = await resolveEngine({ prefer: 'wasm' });
const digits = await loadDataset('digits');
const down = tf.variable(tf.randomNormal<tf.Rank.R2>([784, 48], 0, 0.05, 'float32', 1), true, 'down');
const gate = tf.variable(tf.randomNormal<tf.Rank.R2>([784, 48], 0, 0.05, 'float32', 2), true, 'gate');
const head = tf.variable(tf.randomNormal<tf.Rank.R2>([48, 10], 0, 0.15, 'float32', 3), true, 'head');
const bias = tf.variable(tf.zeros([10]), true, 'bias');

/** A gated layer: no graph of altsparse has a product of two branches. */
function forward(images: tf.Tensor): tf.Tensor {
  const flat = images.reshape<tf.Tensor2D>([-1, 784]);
  const gated = tf.mul(tf.sigmoid(tf.matMul(flat, gate)), tf.tanh(tf.matMul(flat, down)));
  return tf.add(tf.matMul(gated as tf.Tensor2D, head), bias);
}

const variables = [down, gate, head, bias]; // all with two axes can be masked
const options = { tf: engine.tf, inputShape: digits.shape, classes: digits.classes, variables, forward };
const { plan, network, weights, assign } = await variablesNetwork(options);
const strategy = ast({ every: 10, offset: 5, until: share(0.7) });
const data = batches({ images: digits.train, batchSize: 32, shuffle: true, normalise: digits });
const evaluation = batches({ images: digits.test, batchSize: 500, normalise: digits });
const stages = [{ subnets: [0.5, 0.8], strategy, data, evaluation, length: 200 }];
const { store, subnets } = await train({ model: plan, network, weights, stages }).result;
assign(subnetWeights(store, 1)); // from here on the function is the sparser sub-net
// end

/** What the test looks at. */
export const found = { subnets, variables, plan };
