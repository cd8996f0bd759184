import {
  maskLayers,
  nm,
  planGraph,
  planUnits,
  type RunEvent,
  type Strategy,
  share,
  train,
  wholeUnits,
} from '@altsparse/core';
import { batches } from '@altsparse/data';
import { loadDataset } from '@altsparse/data/node';
import { tfjsNetwork } from '@altsparse/engine';
import { resolveEngine } from '@altsparse/engine/node';
import { smallConv } from '@altsparse/models';
import { plugin } from '@altsparse/prune-nm';
import { describe, expect, it } from 'vitest';

const subnets = [0.5, 0.75];
/** What a config would say beside the strategy's name: for a short run, and for a head of 10 classes. */
const options: Readonly<Record<string, object>> = {
  'sr-ste': {},
  asp: { multiples: { in: 1, out: 1 } },
  'ast-nm': { every: share(0.05), offset: share(0.01) },
};
const patterns = [nm({ keep: 2, groupSize: 4 }), nm({ keep: 1, groupSize: 4 })];

/** Trains on digits; `off` counts masks that break the pattern, after every mask event. */
async function learn(strategy: Strategy) {
  const { train: images, test, mean, deviation } = await loadDataset('digits');
  const normalise = { mean, deviation };
  const data = batches({ images, batchSize: 16, seed: 1, shuffle: true, normalise });
  const evaluation = batches({ images: test, batchSize: 100, seed: 1, normalise });
  const plan = planGraph(smallConv.build({ classes: 10 }));
  const engine = await resolveEngine({ prefer: 'wasm' });
  const network = tfjsNetwork({ plan, tf: engine.tf });
  const events: RunEvent[] = [];
  const observers = [{ name: 'all', observe: (event: RunEvent) => void events.push(event) }];
  const learningRate = () => 0.05;
  const stage = { subnets, strategy, data, evaluation, learningRate, length: 200 };
  const { store, subnets: results } = await train({ model: plan, network, seed: 1, stages: [stage], observers }).result;
  network.dispose();
  const layers = maskLayers(plan);
  const dense = store.masks.map((mask, i) => {
    const units = planUnits(patterns[i] as (typeof patterns)[number], layers);
    return wholeUnits(units, mask).reduce((sum, one) => sum + one, 0);
  });
  return { dense, results, changes: events.filter((one) => one.type === 'mask').length };
}

describe('every strategy of prune-nm on wasm', () => {
  it.each((plugin.contributes.strategies ?? []).map((one) => [one.name, one] as const))(
    '%s: learns digits in 200 steps with only its name changed, at the targets and in the pattern',
    { timeout: 120_000 },
    async (name, part) => {
      const strategy = part.create(part.options.parse(options[name]) as never);
      const { dense, results, changes } = await learn(strategy);
      expect(dense).toEqual([0, 0]); // throws off the pattern; no group is dense in the end
      expect(results.map((one) => one.sparsity)).toEqual(subnets);
      for (const { evaluation } of results) expect(evaluation?.accuracy).toBeGreaterThan(0.6);
      if (name === 'asp') expect(changes).toBe(0);
      else expect(changes).toBeGreaterThanOrEqual(6);
    },
  );
});
