// TensorFlow.js as its users write it: layers from the library's own operations, its own optimizer, no kernel replaced, nothing tuned.
import { createRequire } from 'node:module';
import process from 'node:process';
import { readProblem } from '../../lib/exchange.mjs';
import { serve } from '../../lib/server.mjs';

/** The copy that the engine uses; a bare CommonJS `require`, so that nothing of altsparse is loaded. */
async function loadTensorFlow() {
  const { default: util } = await import('node:util');
  Object.assign(util, { isNullOrUndefined: (value) => value === null || value === undefined, isArray: Array.isArray });
  return createRequire(import.meta.resolve('@altsparse/engine'))('@tensorflow/tfjs-node');
}

const decay = 5e-4;

function variablesOf(tf, { parameters }, values) {
  return new Map(
    parameters.map(({ name, shape, offset, length }) => [
      name,
      tf.variable(tf.tensor(values.slice(offset, offset + length), shape), true, name),
    ]),
  );
}

/** The residual net, from the variables by name. */
function logitsOf(tf, { widths, blocks }, variables, images) {
  const get = (name) => variables.get(name);
  const norm = (name, x) => {
    const { mean, variance } = tf.moments(x, [0, 1, 2]);
    return tf.batchNorm(x, mean, variance, get(`${name}/offset`), get(`${name}/scale`), 1e-5);
  };
  const conv = (name, x) => tf.conv2d(x, get(`${name}/kernel`), 1, 'same');
  // 'same' would pad below and to the right only
  const half = (name, x, pad) =>
    tf.conv2d(
      tf.pad(x, [
        [0, 0],
        [pad, pad],
        [pad, pad],
        [0, 0],
      ]),
      get(`${name}/kernel`),
      2,
      'valid',
    );
  let x = tf.relu(norm('stem/norm', conv('stem/conv', images)));
  for (let stage = 1; stage <= widths.length; stage++) {
    for (let block = 0; block < blocks; block++) {
      const at = `stage${stage}/block${block}`;
      const halves = stage > 1 && block === 0;
      const first = halves ? half(`${at}/conv1`, x, 1) : conv(`${at}/conv1`, x);
      const branch = norm(`${at}/norm2`, conv(`${at}/conv2`, tf.relu(norm(`${at}/norm1`, first))));
      const straight = halves ? norm(`${at}/shortcut/norm`, half(`${at}/shortcut/conv`, x, 0)) : x;
      x = tf.relu(tf.add(branch, straight));
    }
  }
  return tf.add(tf.matMul(tf.mean(x, [1, 2]), get('head/kernel')), get('head/bias'));
}

function step(tf, { net, variables, optimizer }, { images, labels, classes }) {
  return tf.tidy(() => {
    const x = tf.tensor4d(images, [labels.length, 32, 32, 3]);
    const wanted = tf.oneHot(tf.tensor1d(labels, 'int32'), classes);
    const { value, grads } = tf.variableGrads(() =>
      tf.losses.softmaxCrossEntropy(wanted, logitsOf(tf, net, variables, x)),
    );
    for (const [name, variable] of variables) grads[name] = tf.add(grads[name], tf.mul(variable, decay));
    optimizer.applyGradients(grads);
    return value.dataSync()[0];
  });
}

const problem = readProblem(process.argv[2]);
const tf = await loadTensorFlow();
await tf.ready();
const { net } = problem.about;
const model = {
  net,
  variables: variablesOf(tf, problem.about, problem.parameters),
  optimizer: tf.train.momentum(0.1, 0.9),
};

await serve(() => {
  const start = performance.now();
  const loss = step(tf, model, { ...problem.batches[0], classes: net.classes });
  const ms = performance.now() - start;
  return { ms, loss, peakBytes: process.resourceUsage().maxRSS * 1024, version: `tfjs-node ${tf.version.tfjs}` };
});
