// altsparse as its users call it: node altsparse.mjs FOLDER SPEC, where SPEC is JSON: { threads, engine, precision, sparsities }.
// At each request one step of every sub-net in turn, with gradient correction where there are several; all through `train`.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { alternating, constantRate, planGraph, steps, train } from '@altsparse/core';
import { projection } from '@altsparse/gc-projection';
import { readProblem } from '../../lib/exchange.mjs';
import { serve } from '../../lib/server.mjs';
import { fixedMasks } from '../masks.mjs';
import { graphOf } from '../nets.mjs';
import { openEngine } from './open-engine.mjs';
import { stopwatch } from './stopwatch.mjs';

/** The last event of every step is of type 'step'. */
async function nextStep(events) {
  for (;;) {
    const { value } = await events.next();
    if (value.type === 'step') return value;
  }
}

const folder = process.argv[2];
const spec = JSON.parse(process.argv[3]);
const { sparsities } = spec;
const { about, batches } = readProblem(folder);
const plan = planGraph(graphOf(about.model));
const clock = stopwatch();
const { network, version } = await openEngine(spec, plan, clock);
const masks = sparsities.map((sparsity) => new Uint8Array(readFileSync(join(folder, `mask-${sparsity}.bin`))));
const stage = {
  subnets: sparsities,
  strategy: fixedMasks(masks),
  scheduler: alternating(),
  ...(sparsities.length > 1 && { surgery: projection() }),
  normalisation: [{ match: 'stem/*', use: 'shared' }],
  learningRate: constantRate(about.rate),
  weightDecay: 5e-4,
  length: steps(1_000_000),
  data: { batchesPerEpoch: 1_000_000, size: about.batch.size, batch: async () => batches[0] },
};
const events = train({ model: plan, network, seed: about.seed, stages: [stage] })[Symbol.asyncIterator]();
await events.next(); // the stage begins: first weights and masks

async function step() {
  const before = clock.read();
  const { trained, milliseconds } = await nextStep(events);
  const { network: inNetwork, kernels } = clock.since(before);
  return { ms: milliseconds, loss: trained[0].loss, network: inNetwork, kernels };
}

/** What is measured under a name must be what the name says. */
function refuseOtherPrecision() {
  if (spec.engine === 'tensorflow' || clock.precisions.has(spec.precision)) return;
  throw new Error(`The kernels ran in ${[...clock.precisions]}, not in ${spec.precision}.`);
}

await serve(async () => {
  const made = [];
  for (const _ of sparsities) made.push(await step());
  refuseOtherPrecision();
  return { steps: made, peakBytes: process.resourceUsage().maxRSS * 1024, version };
});
