import { AltsparseError } from '@altsparse/core';
import { describe, expect, it } from 'vitest';
import { bundledSources } from '../compose/sources.ts';
import { planExperiment } from '../plan/plan-experiment.ts';
import type { Experiment, ResolvedExperiment } from './experiment.ts';
import { runId } from './identity.ts';
import { resolveConfig } from './resolve.ts';
import { lastStage, stagesOf } from './stages.ts';

const common = { data: 'digits', model: 'small-conv' } as const;
const resolve = async (values: Experiment, set: readonly string[] = []): Promise<ResolvedExperiment> =>
  (await resolveConfig({ values: values as Record<string, unknown>, set }, await bundledSources())).experiment;

/** The faults of values: places and summaries. */
async function faultsOf(values: unknown): Promise<string[]> {
  const error = await resolve(values as Experiment).catch((thrown: unknown) => thrown);
  if (!(error instanceof AltsparseError)) throw error;
  const all = error.cause instanceof AggregateError ? (error.cause.errors as AltsparseError[]) : [error];
  return all.map(({ details, summary }) => `${details.place}: ${summary}`);
}

const chain: Experiment = {
  ...common,
  weightDecay: 5e-4,
  learningRate: { use: 'cosine', peak: 0.1 },
  stages: [
    { name: 'dense', subnets: [0], strategy: 'dense', epochs: 4 },
    {
      subnets: [0.9],
      strategy: { use: 'gmp', every: 5 },
      steps: 30,
      learningRate: { peak: 0.01 } as never,
      masks: 'previous',
    },
  ],
};

describe('the chains that come as presets', () => {
  it.each(['dense-fine-tune-10', 'progressive', 'sparse-fine-tune-30'])('%s reaches its targets', async (preset) => {
    const { experiment, registry } = await resolveConfig({ preset }, await bundledSources());
    const { stages, warnings } = await planExperiment(experiment, registry, false);
    expect(warnings).toEqual([]);
    for (const [i, { subnets }] of stages.entries()) {
      const before = stages[i - 1]?.subnets[0]?.target;
      if (before !== undefined) expect(subnets[0]?.start).toBe(before);
      if (i > 0) expect(subnets[0]?.events.filter(({ progress }) => progress <= 1).length).toBeGreaterThanOrEqual(10);
      if (subnets[0]?.events.length !== 0) expect(subnets[0]?.events.at(-1)?.sparsity).toBe(subnets[0]?.target);
    }
  });
});

describe('stages of a config', () => {
  it('have every key, their own laid over those of the experiment, option by option', async () => {
    const { stages = [] } = await resolve(chain);
    expect(stages[0]).toMatchObject({ name: 'dense', epochs: 4, weightDecay: 5e-4, strategy: { use: 'dense' } });
    expect(stages[1]).toMatchObject({
      steps: 30,
      weightDecay: 5e-4,
      optimizer: { use: 'sgd', momentum: 0.9, nesterov: false },
      learningRate: { use: 'cosine', peak: 0.01, floor: 0 },
      strategy: { use: 'gmp', every: 5, ramp: 'cubic' },
      masks: 'previous',
    });
    expect(stages[1]).not.toHaveProperty('epochs');
  });

  it('may take their length from the experiment, and give their own in the other unit', async () => {
    const { stages = [], epochs } = await resolve({
      ...common,
      subnets: [0.5],
      strategy: 'snip',
      epochs: 3,
      stages: [{}, { steps: 7 }],
    });
    expect([epochs, ...stages.map((one) => [one.epochs, one.steps])]).toEqual([3, [3, undefined], [undefined, 7]]);
  });

  it('give the experiment what it does not say itself: the last one is what a run leaves', async () => {
    const experiment = await resolve(chain);
    expect(experiment).toMatchObject({
      subnets: [{ name: '90 %', sparsity: 0.9 }],
      strategy: { use: 'gmp' },
      steps: 30,
    });
    expect(lastStage(experiment).subnets).toEqual([{ name: '90 %', sparsity: 0.9 }]);
    const single = await resolve({ ...common, subnets: [0.5], strategy: 'snip', epochs: 1 });
    expect([single.stages, stagesOf(single), lastStage(single)]).toEqual([undefined, [single], single]);
  });

  it('resolve to themselves, and decide the identity of a run', async () => {
    const experiment = await resolve(chain);
    const plain = JSON.parse(JSON.stringify(experiment)) as Experiment;
    expect(JSON.parse(JSON.stringify(await resolve(plain)))).toEqual(plain);
    expect(runId(await resolve(plain))).toBe(runId(experiment));
    expect(runId(await resolve(chain, ['stages.1.learningRate.peak=0.02']))).not.toBe(runId(experiment));
  });

  it('are checked, with the paths of faults; what is wrong in the experiment is said once', async () => {
    const faulty = {
      ...chain,
      clipNorm: -1,
      stages: [
        { subnets: [1.5], strategy: { use: 'gmp', evry: 3 }, epochs: 1, nmae: 'x' },
        { strategy: 'dense', epochs: 2, steps: 3 },
      ],
    };
    expect(await faultsOf(faulty)).toEqual([
      expect.stringMatching(/^subnets: /),
      expect.stringMatching(/^clipNorm: /),
      expect.stringMatching(/^stages\[0\]\.subnets/),
      "stages[0].nmae: There is no option 'nmae' here.",
      expect.stringMatching(/^stages\[1\]\.subnets: A value is missing/),
    ]);
    const parts = { ...chain, stages: [{ subnets: [0], strategy: { use: 'gmp', evry: 3 }, epochs: 1 }] };
    expect(await faultsOf(parts)).toContainEqual(expect.stringMatching(/^stages\[0\]\.strategy\.evry: .*'gmp'/));
    expect(await faultsOf({ ...chain, optimizer: 'sdg' })).toEqual(["optimizer: There is no optimizer 'sdg'."]);
    expect(await faultsOf({ ...chain, stages: [] })).toContainEqual(expect.stringMatching(/^stages: /));
    expect(await faultsOf({ ...chain, stages: 3 })).toContainEqual(expect.stringMatching(/^stages: /));
  });

  it('go back to a stage by name, if one before has it', async () => {
    const at = (stage: string | number) => ({ ...chain.stages?.[1], start: { stage, step: 0 } });
    const dense = chain.stages?.[0] ?? {};
    await expect(resolve({ ...chain, stages: [dense, at('dense')] })).resolves.toBeTruthy();
    expect(await faultsOf({ ...chain, stages: [dense, at('danse')] })).toEqual([
      'stages[1].start.stage: No stage before this one has this name: dense.',
    ]);
  });
});
