import { describe, expect, it } from 'vitest';
import type { Batch } from '../data/batch.ts';
import { crossEntropy } from '../loss/cross-entropy.ts';
import type { DifferentiateRequest, Network } from '../network/network.ts';
import { constantRate } from '../schedule/learning-rate.ts';
import { sandwich } from '../schedule/sandwich.ts';
import { joint, type Scheduler } from '../schedule/scheduler.ts';
import { distilled } from './lesson.ts';
import { plainNetwork } from './plain-network.test.kit.ts';
import { collect, dense, ofType, toyData, toyPlan, withMasks } from './toy.test.kit.ts';
import { train } from './train.ts';

const batch: Batch = { size: 2, images: new Float32Array(2), labels: Int32Array.of(0, 1) };

describe('a lesson from a teacher', () => {
  it("has the teacher's softmax as targets, and leaves the batch as it was", () => {
    const logits = Float32Array.of(Math.log(3), 0, 1000, 1000);
    const { batches, loss } = distilled({ batches: [batch], loss: crossEntropy() }, [logits]);
    const targets = batches[0]?.targets ?? [];
    [0.75, 0.25, 0.5, 0.5].forEach((share, i) => {
      expect(targets[i]).toBeCloseTo(share, 6);
    });
    expect(loss.name).toBe('soft-cross-entropy');
    expect(batch.targets).toBeUndefined();
    expect(batches[0]?.images).toBe(batch.images);
  });
});

/** A network that writes down what it was asked, and what came of it. */
function watched() {
  const inner = plainNetwork(toyPlan());
  const asked: { request: DifferentiateRequest; logits: Float32Array; gradient: Float32Array }[] = [];
  const network: Network = {
    ...inner,
    async differentiate(request) {
      const pass = await inner.differentiate(request);
      asked.push({ request, logits: pass.logits.slice(), gradient: pass.gradient.slice() });
      return pass;
    },
  };
  return { asked, network };
}

describe('a turn with a teacher', () => {
  const half = (first: number): Uint8Array => Uint8Array.from({ length: 72 }, (_, i) => (i % 2 === first ? 1 : 0));
  const stage = {
    subnets: [0, 0.5, 0.5],
    strategy: withMasks([new Uint8Array(72).fill(1), half(0), half(1)]),
    data: toyData(),
    length: 3,
    learningRate: constantRate(0.1),
    unreached: 'allow',
  } as const;

  it('trains the first on labels and the others on its softmax of the same step', async () => {
    const { asked, network } = watched();
    await train({ model: toyPlan(), network, stages: [{ ...stage, scheduler: sandwich() }] }).result;
    expect(asked.map(({ request }) => request.subnet)).toEqual([0, 1, 2, 0, 1, 2, 0, 1, 2]);
    for (const step of [0, 3, 6]) {
      const [teacher, ...pupils] = asked.slice(step, step + 3);
      expect(teacher?.request.batch.targets).toBeUndefined();
      const logits = [...(teacher?.logits ?? [])];
      const expected = logits.map((logit, i) => {
        const row = logits.slice(3 * Math.floor(i / 3), 3 * Math.floor(i / 3) + 3);
        return Math.exp(logit) / row.reduce((sum, one) => sum + Math.exp(one), 0);
      });
      for (const { request } of pupils)
        expected.forEach((share, i) => {
          expect(request.batch.targets?.[i]).toBeCloseTo(share, 5);
        });
    }
  });

  it('differs from joint training in what pupils learn from, and in nothing else', async () => {
    const run = (scheduler: Scheduler, network: Network) =>
      collect(train({ model: toyPlan(), network, stages: [{ ...stage, scheduler, length: 1 }] }));
    const [taught, alone] = [watched(), watched()];
    const [one] = ofType(await run(sandwich(), taught.network), 'step');
    const [other] = ofType(await run(sandwich({ distill: false }), alone.network), 'step');
    const [plain] = ofType(await run(joint(), watched().network), 'step');
    expect(other?.trained).toEqual(plain?.trained);
    expect(one?.trained[0]).toEqual(plain?.trained[0]);
    expect(one?.trained[1]?.loss).not.toBe(plain?.trained[1]?.loss);
    expect(one?.trained[1]?.accuracy).toBe(plain?.trained[1]?.accuracy); // against labels still
    expect(taught.asked[1]?.gradient).not.toEqual(alone.asked[1]?.gradient);
  });

  it('gives a pupil of the same mask nothing to learn, for it agrees already', async () => {
    const { asked, network } = watched();
    const twins = { ...stage, subnets: [0, 0], strategy: dense, length: 1 };
    await train({ model: toyPlan(), network, stages: [{ ...twins, scheduler: sandwich() }] }).result;
    const largest = (array: Float32Array): number => Math.max(...array.map(Math.abs));
    expect(largest(asked[0]?.gradient as Float32Array)).toBeGreaterThan(0.01);
    expect(largest(asked[1]?.gradient as Float32Array)).toBeLessThan(1e-6);
  });

  it('takes each of several batches that make one step', async () => {
    const { asked, network } = watched();
    const data = toyData({ size: 4 });
    await train({
      model: toyPlan(),
      network,
      stages: [{ ...stage, data, accumulate: 2, scheduler: sandwich(), length: 1 }],
    }).result;
    expect(asked.map(({ request }) => request.batch.targets?.length)).toEqual([undefined, undefined, 12, 12, 12, 12]);
    expect(asked[2]?.request.batch.targets).not.toEqual(asked[3]?.request.batch.targets);
  });

  it('is refused when its teacher does not train', () => {
    const scheduler = {
      name: 'absent',
      turn: (step: number) => ({ batch: step, round: step, subnets: [1], teacher: 0 }),
    };
    expect(() => train({ model: toyPlan(), network: watched().network, stages: [{ ...stage, scheduler }] })).toThrow(
      'A scheduler gave a turn that cannot be taken.',
    );
  });

  it('draws a random turn by the seed of the run', async () => {
    const { random } = await import('../schedule/random-turn.ts');
    const run = async (seed: number) => {
      const { asked, network } = watched();
      const stages = [{ ...stage, length: 24, scheduler: random() }];
      await train({ model: toyPlan(), network, seed, stages }).result;
      return asked.map(({ request }) => request.subnet);
    };
    expect(await run(4)).toEqual(Array.from({ length: 24 }, (_, step) => random().turn(step, 3, 4).subnets[0]));
    expect(await run(5)).not.toEqual(await run(4));
  });
});
