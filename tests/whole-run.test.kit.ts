import { createHash } from 'node:crypto';
import { alternating, joint, planGraph, type Scheduler, share, train } from '@altsparse/core';
import { batches } from '@altsparse/data';
import { loadDataset } from '@altsparse/data/node';
import { tfjsNetwork } from '@altsparse/engine';
import { type ResolvedEngine, resolveEngine } from '@altsparse/engine/node';
import { projection } from '@altsparse/gc-projection';
import { smallConv } from '@altsparse/models';
import { ast } from '@altsparse/prune-granet';
import { describe, expect, it } from 'vitest';

const STEPS = 50;

/** Trains two sub-nets on digits and tells what came of it and what it left behind. */
async function trainOnce(engine: ResolvedEngine, scheduler: Scheduler, seed: number) {
  const { train: images, mean, deviation } = await loadDataset('digits');
  const data = batches({ images, batchSize: 8, seed, shuffle: true, normalise: { mean, deviation } });
  const plan = planGraph(smallConv.build({ classes: 10 }));
  const network = tfjsNetwork({ plan, tf: engine.tf });
  const strategy = ast({ every: 4, offset: 1, until: share(0.7) });
  const stage = { subnets: [0.8, 0.9], strategy, scheduler, surgery: projection(), data, length: STEPS };
  const tensors: number[] = [];
  let events = 0;
  const observer = {
    name: 'balance',
    observe: (event: { type: string }) => {
      if (event.type === 'mask') events++;
      if (event.type === 'step') tensors.push(engine.tf.memory().numTensors);
    },
  };
  const { store } = await train({ model: plan, network, seed, stages: [stage], observers: [observer] }).result;
  network.dispose();
  const hash = createHash('sha256');
  for (const part of [store.masters, store.statistics, ...store.masks, ...[...store.slots.values()].flat()])
    hash.update(part);
  return { digest: hash.digest('hex'), events, tensors };
}

/** What every engine owes a whole run, under each scheduler. */
export function wholeRunSuite(name: 'tfjs-node' | 'wasm', installed: boolean): void {
  describe.skipIf(!installed)(`a whole run on ${name}`, () => {
    for (const scheduler of [alternating(), alternating({ hold: 2 }), joint()]) {
      it(`${scheduler.name}: leaves no tensor behind in ${STEPS} steps with mask updates, and gives the same bits twice`, async () => {
        const engine = await resolveEngine({ prefer: name });
        expect(engine.name).toBe(name);
        const before = engine.tf.memory().numTensors;
        const first = await trainOnce(engine, scheduler, 3);
        expect(first.events).toBeGreaterThan(10);
        expect(first.tensors).toEqual(Array(STEPS).fill(before));
        expect((await trainOnce(engine, scheduler, 3)).digest).toBe(first.digest);
        expect((await trainOnce(engine, scheduler, 4)).digest).not.toBe(first.digest);
      });
    }
  });
}
