// npm run bench -- masks [--model wide-resnet-32] [--rounds 15] [--step 660] [--json]: what changes of masks take, on the layers of a net with random weights.
// Nothing is trained. `--step` is the time of one training step, in milliseconds, for shares of it; measure it with `npm run bench -- train-step`.
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import {
  block,
  exchange,
  maskLayers,
  nm,
  outputChannel,
  planGraph,
  pruneTo,
  randomStream,
  unstructured,
} from '@altsparse/core';
import { findModel } from '@altsparse/models';
import { srSte } from '@altsparse/prune-nm';
import { progress } from '../lib/progress.mjs';
import { table } from '../lib/table.mjs';
import { addedBySrSte } from './steps.mjs';

const { values: options } = parseArgs({
  options: {
    model: { type: 'string', default: 'wide-resnet-32' },
    rounds: { type: 'string', default: '15' },
    step: { type: 'string', default: '660' },
    json: { type: 'boolean', default: false },
  },
});

/** The promises, for 1.85 million weights. */
const limits = { update: 150, shareOfStep: 0.1 };
const step = Number(options.step);

const graph = findModel(options.model).build({ classes: 10 });
const plan = planGraph(graph);
const layers = maskLayers(plan);
const count = layers.reduce((sum, { length }) => sum + length, 0);
const draw = (purpose) => {
  const random = randomStream(1, purpose);
  return Float32Array.from({ length: count }, () => random.normal());
};
const [weights, gradient] = [draw('weights'), draw('gradient')];

function viewOf(mask, targetSparsity, at) {
  const event = { k: 1, progress: at, step: 0, steps: 100 };
  return { weights, gradient, mask, before: mask, layers, subnet: 0, initialSparsity: 0, targetSparsity, event };
}

const dense = new Uint8Array(count).fill(1);

/** One update in the middle of a ramp: the pruning, then the exchange of half of what is left. */
function update(pattern, target) {
  const [prune, swap] = [pruneTo({ pattern }), exchange({ pattern })];
  return () => {
    const { mask } = prune.apply(viewOf(dense, target, 0.3));
    swap.apply(viewOf(mask, target, 0.3));
  };
}

/** The mask that SR-STE chooses before each step. */
function everyStep(keep, groupSize) {
  const [move] = srSte().moves;
  const target = 1 - keep / groupSize;
  return () => move.apply(viewOf(dense, target, 1));
}

const cases = [
  { name: 'update, unstructured', work: update(unstructured, 0.9), limit: limits.update },
  { name: 'update, 2:4', work: update(nm({ keep: 2, groupSize: 4 }), 0.5), limit: limits.update },
  { name: 'update, 1:4', work: update(nm({ keep: 1, groupSize: 4 }), 0.75), limit: limits.update },
  { name: 'update, 1:8', work: update(nm({ keep: 1, groupSize: 8 }), 0.875), limit: limits.update },
  { name: 'update, 1:16', work: update(nm({ keep: 1, groupSize: 16 }), 0.9375), limit: limits.update },
  { name: 'update, blocks of 4 × 4', work: update(block({ size: [4, 4] }), 0.9), limit: limits.update },
  { name: 'update, output channels', work: update(outputChannel(), 0.5), limit: limits.update },
  { name: 'SR-STE, 2:4', work: everyStep(2, 4), limit: limits.shareOfStep * step },
  { name: 'SR-STE, 1:16', work: everyStep(1, 16), limit: limits.shareOfStep * step },
];

function timeOf(work) {
  const started = performance.now();
  work();
  return performance.now() - started;
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** Cases take turns, so that what else the machine does meets all alike; the first two rounds warm up. */
function measure() {
  const times = cases.map(() => []);
  const rounds = Number(options.rounds);
  const counter = progress('masks', rounds + 2);
  for (let round = -2; round < rounds; round++) {
    for (const [i, { work }] of cases.entries()) {
      const time = timeOf(work);
      if (round >= 0) times[i].push(time);
    }
    counter.tick();
  }
  counter.end();
  return cases.map(({ name, limit }, i) => ({ name, limit, median: median(times[i]), least: Math.min(...times[i]) }));
}

/** Values of one image. */
const imageSize = plan.shapes.get('input')?.reduce((product, axis) => product * axis, 1) ?? 0;

const results = measure();
const added = await addedBySrSte(plan, imageSize);
results.push({ name: 'SR-STE, all it adds to a step', limit: limits.shareOfStep * step, median: added, least: added });
const result = { ...options, weights: count, load: loadavg()[0], results };
if (options.json) console.log(JSON.stringify(result));
else {
  const rows = results.map((one) => [
    one.name,
    `${one.median.toFixed(1)} ms`,
    `${one.least.toFixed(1)} ms`,
    `${one.limit.toFixed(0)} ms`,
    `${((100 * one.median) / step).toFixed(1)} %`,
  ]);
  console.log(`${options.model}, ${count} maskable weights, load ${loadavg()[0].toFixed(1)}\n`);
  console.log(table(['what', 'median', 'least', 'promised', `of a step of ${step} ms`], rows));
}
