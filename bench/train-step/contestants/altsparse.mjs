// altsparse as its users call it: node altsparse.mjs FOLDER THREADS tensorflow|sparse dense|ast. One step of a run at each request.
import process from 'node:process';
import { alternating, constantRate, keepAll, planGraph, steps, train } from '@altsparse/core';
import { projection } from '@altsparse/gc-projection';
import { findModel } from '@altsparse/models';
import { ast } from '@altsparse/prune-granet';
import { openNetwork } from '../../lib/engine.mjs';
import { readProblem } from '../../lib/exchange.mjs';
import { serve } from '../../lib/server.mjs';

/** AST at its final sparsities, between two changes of the masks: those come once in 333 steps of a sub-net. */
const ways = {
  dense: { subnets: [0], strategy: { name: 'dense', initialSparsity: 0, initial: keepAll, moves: [] } },
  ast: {
    subnets: [0.9, 0.95, 0.98],
    strategy: ast({ initialSparsity: 0.98 }),
    scheduler: alternating(),
    surgery: projection(),
    normalisation: [{ match: 'stem/*', use: 'shared' }],
  },
};

/** The last event of every step is of type 'step'. */
async function nextStep(events) {
  for (;;) {
    const { value } = await events.next();
    if (value.type === 'step') return value;
  }
}

const [folder, threads, name, way] = process.argv.slice(2);
const { about, batches } = readProblem(folder);
const plan = planGraph(findModel(about.model).build());
const { network, engine } = await openNetwork(plan, Number(threads), name);
const stage = {
  ...ways[way],
  learningRate: constantRate(0.1),
  weightDecay: 5e-4,
  length: steps(1_000_000),
  data: { batchesPerEpoch: 1_000_000, size: about.batch.size, batch: async () => batches[0] },
};
const events = train({ model: plan, network, seed: about.seed, stages: [stage] })[Symbol.asyncIterator]();
await events.next(); // the stage begins: first weights and masks

await serve(async () => {
  const start = performance.now();
  const { trained } = await nextStep(events);
  const ms = performance.now() - start;
  return { ms, loss: trained[0].loss, peakBytes: process.resourceUsage().maxRSS * 1024, version: engine };
});
