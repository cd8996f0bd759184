import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import {
  alternating,
  type BatchSource,
  defaultPolicies,
  type GraphPlan,
  joint,
  type Moment,
  type Network,
  planGraph,
  type RunEvent,
  type RunResult,
  randomStream,
  type StageOptions,
  share,
  type TrainOptions,
  train,
} from '@altsparse/core';
import { placesOf, readCheckpoint, writeCheckpoint } from '@altsparse/core/node';
import { batches, randomCrop } from '@altsparse/data';
import { loadDataset } from '@altsparse/data/node';
import { tfjsNetwork } from '@altsparse/engine';
import { type ResolvedEngine, resolveEngine } from '@altsparse/engine/node';
import { projection } from '@altsparse/gc-projection';
import { smallConv } from '@altsparse/models';
import { ast } from '@altsparse/prune-granet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** One corner of the grid. */
interface Corner {
  readonly scheduler: 'alternating' | 'joint';
  readonly surgery: 'none' | 'projection';
  readonly normalisation: 'private' | 'shared';
  readonly elsewhere: 'freeze' | 'coast';
  readonly nowhere: 'zero' | 'keep';
}

const corners: readonly Corner[] = (['alternating', 'joint'] as const).flatMap((scheduler) =>
  (['none', 'projection'] as const).flatMap((surgery) =>
    (['private', 'shared'] as const).flatMap((normalisation) =>
      (['freeze', 'coast'] as const).flatMap((elsewhere) =>
        (['zero', 'keep'] as const).map((nowhere) => ({ scheduler, surgery, normalisation, elsewhere, nowhere })),
      ),
    ),
  ),
);

const plan = planGraph(smallConv.build({ classes: 10 }));
const lengths = [10, 8] as const;
const seed = Number(process.env.ALTSPARSE_SEED ?? Date.now() % 1_000_000);

/** Two stages; the second goes on from the first with fresh slots. */
function stagesOf(corner: Corner, data: BatchSource): StageOptions[] {
  const { scheduler, surgery, normalisation, elsewhere, nowhere } = corner;
  const strategy = ast({ every: 3, offset: 1, until: share(0.7) });
  return lengths.map((length) => ({
    subnets: [0.8, 0.9],
    strategy: { ...strategy, policies: { ...defaultPolicies, ...strategy.policies, elsewhere, nowhere } },
    scheduler: scheduler === 'joint' ? joint() : alternating(),
    ...(surgery === 'projection' && { surgery: projection() }),
    normalisation: [{ match: '*', use: normalisation }],
    weightDecay: 5e-4,
    data,
    length,
  }));
}

/** Steps of a run at which it is interrupted: right before, at and after a change of masks, and two at random. */
function interruptions(events: readonly RunEvent[], random: () => number): number[] {
  const changes = events.flatMap((one) => (one.type === 'mask' ? [(one.stage === 0 ? 0 : lengths[0]) + one.step] : []));
  const change = changes[Math.floor(random() * changes.length)] as number;
  const all = lengths[0] + lengths[1];
  const anywhere = [random(), random()].map((part) => 1 + Math.floor(part * (all - 1)));
  return [...new Set([change, change + 1, change + 2, ...anywhere])].filter((step) => step > 0 && step <= all);
}

/** Without what a clock says and without beginnings of stages. */
function lasting(events: readonly RunEvent[]): unknown[] {
  return events.flatMap((one) =>
    one.type === 'stage' ? [] : [one.type === 'step' ? { ...one, milliseconds: 0 } : one],
  );
}

/** All that a run ends with, arrays as their SHA-256. */
function bitsOf({ store, subnets, steps }: RunResult): unknown {
  const { layout: _, maskVersions: __, slots, remembered, masks, masters, statistics, ...rest } = store;
  return {
    ...{ subnets, steps, rest },
    arrays: [masters, statistics, ...masks, ...[...slots.values()].flat()].map(sha256),
    remembered: remembered.map(({ subnet, gradient }) => [subnet, sha256(gradient)]),
  };
}

function sha256(array: Float32Array | Uint8Array): string {
  return createHash('sha256').update(array).digest('hex');
}

/** Puts the model of the grid on an engine. */
export type OpenNetwork = (plan: GraphPlan, engine: ResolvedEngine) => Promise<Network>;

const onTensorflow: OpenNetwork = async (model, { tf }) => tfjsNetwork({ plan: model, tf });

/**
 * What resuming owes every combination of parts: two stages, files in between, a network of its own.
 *
 * @param other - Another network than TensorFlow.js alone: what it is called, what makes it, and of how many corners one
 * is run.
 */
export function resumeGrid(
  name: 'tfjs-node' | 'wasm',
  installed: boolean,
  other: { readonly title: string; readonly open: OpenNetwork; readonly oneIn: number } = {
    ...{ title: name, open: onTensorflow, oneIn: 1 },
  },
): void {
  const { title, open, oneIn } = other;
  const chosen = corners.filter((_, index) => (index + seed) % oneIn === 0);
  describe.skipIf(!installed)(`a run that is interrupted on ${title}`, () => {
    let folder: string;
    let engine: ResolvedEngine;
    let data: BatchSource;
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'altsparse-grid-'));
      engine = await resolveEngine({ prefer: name });
      expect(engine.name).toBe(name);
      const { train: images, mean, deviation } = await loadDataset('digits');
      const augment = [randomCrop({ padding: 2 })];
      data = batches({ images, batchSize: 4, seed, shuffle: true, augment, normalise: { mean, deviation } });
      console.log(`seed ${seed}`);
    });
    afterAll(() => rm(folder, { recursive: true }));

    async function run(more: Omit<TrainOptions, 'model' | 'network' | 'seed'>) {
      const network = await open(plan, engine);
      const events: RunEvent[] = [];
      const observer = { name: 'all', observe: (event: RunEvent) => void events.push(structuredClone(event)) };
      const result = await train({ model: plan, network, seed, observers: [observer], ...more }).result;
      network.dispose();
      return { events, bits: bitsOf(result) };
    }

    const pathOf = (total: number): string => join(folder, `${total}.safetensors`);
    const keep = async ({ total, state, layout }: Moment): Promise<void> =>
      writeCheckpoint(pathOf(total), { state: state(), about: null, places: placesOf(layout) });

    it.each(chosen.map((corner, index) => [Object.values(corner).join(', '), corner, index] as const))(
      '%s: goes on to the same bits',
      async (_, corner, index) => {
        const stages = stagesOf(corner, data);
        const whole = await run({ stages, keeper: { keep } });
        const random = randomStream(seed, 'interrupt', index);
        for (const step of interruptions(whole.events, random.uniform)) {
          const { state } = await readCheckpoint(pathOf(step));
          const rest = await run({ stages, resume: state });
          const [later, events] = [lasting(rest.events), lasting(whole.events)];
          const place = `seed ${seed}, after step ${step}`;
          expect(later, place).toEqual(events.slice(events.length - later.length));
          expect(later.length, place).toBeGreaterThanOrEqual(lengths[0] + lengths[1] - step);
          expect(rest.bits, place).toEqual(whole.bits);
        }
      },
    );
  });
}
