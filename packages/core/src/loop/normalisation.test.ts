import { describe, expect, it } from 'vitest';
import type { NormalisationUse } from '../store/layout.ts';
import { subnetWeights } from '../store/store.ts';
import type { StageRun } from './context.ts';
import { evaluate } from './evaluate.ts';
import { plainNetwork } from './plain-network.test.kit.ts';
import { runStep } from './step.ts';
import { begin, dense, toyData, toyPlan } from './toy.test.kit.ts';

const plan = toyPlan();
const data = toyData({ batches: 3 });

const start = (use: NormalisationUse): Promise<StageRun> =>
  begin(plan, { subnets: [0, 0], strategy: dense, data, length: 6, normalisation: [{ match: 'norm', use }] });

/** A sub-net's statistics, and its scale and offset. */
function normOf(run: StageRun, subnet: number): { statistics: number[]; affine: number[] } {
  const { parameters, statistics } = subnetWeights(run.store, subnet);
  const own = plan.parameters.filter((one) => one.node === 'norm');
  return {
    statistics: [...statistics],
    affine: own.flatMap((one) => [...parameters.subarray(one.offset, one.offset + one.length)]),
  };
}

describe('private normalisation', () => {
  it('changes, statistics and scale, in own steps only', async () => {
    const run = await start('private');
    const [first, second] = [normOf(run, 0), normOf(run, 1)];
    expect(first).toEqual(second);
    await runStep(run, 0);
    expect(normOf(run, 1)).toEqual(second);
    const after = normOf(run, 0);
    expect(after.statistics).not.toEqual(first.statistics);
    expect(after.affine).not.toEqual(first.affine);
    await runStep(run, 1);
    expect(normOf(run, 0)).toEqual(after);
    expect(normOf(run, 1)).not.toEqual(second);
  });

  it('moves running statistics a tenth of the way to those of the batch', async () => {
    const run = await start('private');
    const weights = subnetWeights(run.store, 0);
    const request = { subnet: 0, weights, batch: await data.batch(0), loss: run.loss, want: 'all', noise: 0 } as const;
    const { moments } = await run.network.differentiate(request);
    await runStep(run, 0);
    // first statistics: mean 0, variance 1
    normOf(run, 0).statistics.forEach((value, i) => {
      expect(value).toBeCloseTo((i < 8 ? 0 : 0.9) + 0.1 * (moments[i] as number), 5);
    });
  });
});

describe('shared normalisation', () => {
  it('is one for all: each step of any sub-net moves it', async () => {
    const run = await start('shared');
    const seen = [normOf(run, 1)];
    for (const step of [0, 1]) {
      await runStep(run, step);
      expect(normOf(run, 0)).toEqual(normOf(run, 1));
      expect(seen).not.toContainEqual(normOf(run, 1));
      seen.push(normOf(run, 1));
    }
  });
});

describe('recalibrated normalisation', () => {
  it('shares scale and offset, and measures statistics over training batches before an evaluation', async () => {
    const run = await start('recalibrated');
    for (const step of [0, 1, 2]) await runStep(run, step);
    expect(normOf(run, 0).affine).toEqual(normOf(run, 1).affine);
    expect(normOf(run, 0).statistics).not.toEqual(normOf(run, 1).statistics);
    const moments: Float32Array[] = [];
    for (const index of [0, 1, 2]) {
      const weights = subnetWeights(run.store, 0);
      const request = {
        subnet: 0,
        weights,
        batch: await data.batch(index),
        loss: run.loss,
        want: 'all',
        noise: 0,
      } as const;
      moments.push((await run.network.differentiate(request)).moments);
    }
    const other = normOf(run, 1);
    await evaluate({ network: run.network, store: run.store, subnet: 0, data, loss: run.loss, training: data });
    normOf(run, 0).statistics.forEach((value, i) => {
      expect(value).toBeCloseTo(
        moments.reduce((sum, one) => sum + (one[i] as number) / 3, 0),
        5,
      );
    });
    expect(normOf(run, 1)).toEqual(other);
  });

  it('leaves other kinds alone at an evaluation', async () => {
    const run = await start('private');
    await runStep(run, 0);
    const before = normOf(run, 0);
    await evaluate({ network: run.network, store: run.store, subnet: 0, data, loss: run.loss, training: data });
    expect(normOf(run, 0)).toEqual(before);
  });
});

describe('evaluate', () => {
  it('weighs batches by their size, by running statistics', async () => {
    const run = await start('private');
    await runStep(run, 0);
    const [big, small] = [await toyData({ size: 9 }).batch(0), await toyData({ size: 2 }).batch(1)];
    const source = { batchesPerEpoch: 2, size: 11, batch: async (index: number) => (index === 0 ? big : small) };
    const found = await evaluate({ network: run.network, store: run.store, subnet: 0, data: source, loss: run.loss });
    const network = plainNetwork(plan);
    let [loss, correct] = [0, 0];
    for (const batch of [big, small]) {
      const logits = await network.forward({ subnet: 0, weights: subnetWeights(run.store, 0), batch });
      for (let row = 0; row < batch.size; row++) {
        const three = [...logits.subarray(3 * row, 3 * row + 3)];
        const label = batch.labels[row] as number;
        loss += Math.log(three.reduce((sum, x) => sum + Math.exp(x), 0)) - (three[label] as number);
        if (Math.max(...three) === three[label]) correct++;
      }
    }
    expect(found.loss).toBeCloseTo(loss / 11, 5);
    expect(found.accuracy).toBeCloseTo(correct / 11, 12);
  });
});
