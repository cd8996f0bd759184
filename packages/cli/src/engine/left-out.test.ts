import { GraphBuilder, planGraph, type StagePlan } from '@altsparse/core';
import { findModel } from '@altsparse/models';
import { describe, expect, it } from 'vitest';
import { whyLeftOut, whyLeftOutBeside } from './left-out.ts';
import { planEngine, switchStep } from './plan-engine.ts';

const plan = planGraph(findModel('resnet-50-imagenet').build({ classes: 10 }));
const suitedPlan = planGraph(findModel('resnet-20').build({ classes: 10 }));

/** A graph that the sparse engine has no kernel for. */
function withSoftmax() {
  const net = new GraphBuilder('with softmax', [4, 4, 1]);
  net.dense('head', net.activation('inner', net.flatten('flat', net.input), 'softmax'), 3);
  return planGraph(net.build());
}

const stage = (denseShare: number, ...targets: number[]): StagePlan => ({
  ...{ given: 0, steps: 100, stepsPerEpoch: 10, maskable: 1, parameters: 1, denseFlops: 1, denseShare },
  ...{ storeBytes: 1, warnings: [] },
  subnets: targets.map((target) => ({
    ...{ name: '', start: 0, target, flopsAtTarget: 1 },
    events: [10, 20].map((step, i) => ({ k: i + 1, step, progress: (i + 1) / 2, sparsity: ((i + 1) / 2) * target })),
  })),
});

describe('the sparse engine', () => {
  const asked = (model: typeof plan, ...stages: readonly StagePlan[]) =>
    whyLeftOut({ plan: model, ownNetwork: false, stages: () => stages });

  it('has a part where gradients of all weights are asked for now and then', () => {
    expect(asked(plan, stage(0, 0.9), stage(0.58, 0.9))).toBeUndefined();
  });

  it('has none where they are asked for as good as always, by the numbers of any stage', () => {
    expect(asked(plan, stage(0, 0.9), stage(1, 0.5))).toMatch(/^100 % of the steps ask for gradients of all weights/);
  });

  it('has none in a model that it cannot run, which is named with its node, or that is a function', () => {
    expect(asked(withSoftmax(), stage(0, 0.9))).toMatch(/^it cannot run this model: inner: /);
    const own = { plan, ownNetwork: true, stages: () => [stage(0, 0.9)] };
    expect(whyLeftOut(own)).toMatch(/function over variables/);
  });

  it('has none beside a GPU, nor where no sub-net gets to the switch point', () => {
    const beside = (backend: 'tfjs-node-gpu' | 'tfjs-node' | 'wasm', switchAt: number | 'stated', target: number) =>
      whyLeftOutBeside(backend, { plan, stages: () => [stage(0, 0, target)], switchAt });
    expect(beside('tfjs-node-gpu', 'stated', 0.9)).toMatch(/GPU/);
    expect(beside('tfjs-node', 'stated', 0.49)).toMatch(/no sub-net becomes sparser than 49 %/);
    expect(beside('tfjs-node', 'stated', 0.5)).toBeUndefined();
    expect(beside('tfjs-node', 0.95, 0.9)).toMatch(/no sub-net/);
    expect(beside('wasm', 'stated', 0)).toBeUndefined();
    const suited = { plan: suitedPlan, stages: () => [stage(0, 0)], switchAt: 'stated' } as const;
    expect(whyLeftOutBeside('tfjs-node', suited)).toBeUndefined();
  });
});

describe('a plan', () => {
  const wish = { choice: 'auto', precision: 'fp32' } as const;

  it('says without starting an engine who computes what', () => {
    const stages = () => [stage(0, 0.9)];
    const say = (more: object, model = plan) =>
      planEngine({ ...wish, switchAt: 'stated', ...more }, { plan: model }, stages);
    expect(say({})).toEqual({ switchAt: 0.5, why: [expect.stringContaining('from 50 % on with native kernels')] });
    expect(say({}, suitedPlan)).toEqual({
      switchAt: null, // nobody knows yet what the machine has
      why: [
        expect.stringContaining(
          'from 0 % on with AVX2 or AVX-512, from 50 % on with other native kernels, from 90 % on in WebAssembly',
        ),
      ],
    });
    expect(say({ switchAt: 0.3 })).toEqual({ switchAt: 0.3, why: [expect.stringContaining('from 30 % on,')] });
    expect(say({ switchAt: 'measured' })).toEqual({ switchAt: null, why: [expect.stringContaining('measured when')] });
    expect(say({ switchAt: 0.95 })).toEqual({
      switchAt: null,
      why: [expect.stringContaining('TensorFlow computes all')],
    });
    expect(say({ choice: 'sparse' }, withSoftmax()).why.join('\n')).toContain('It cannot run this model: inner: ');
    expect(say({ choice: 'tensorflow', backend: 'wasm' }).why).toEqual(['Engine: wasm computes all.']);
  });

  it('tells the step from which a sub-net is on the sparse engine', () => {
    // 45 % after step 10, 90 % after step 20
    const [subnet] = stage(0, 0.9).subnets as [StagePlan['subnets'][number]];
    expect([0, 0.4, 0.5, 0.95].map((point) => switchStep(subnet, point, 100))).toEqual([0, 11, 21, undefined]);
    expect(switchStep(subnet, 0.5, 21)).toBeUndefined(); // there is no step after it
  });
});
