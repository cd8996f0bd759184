import { describe, expect, it } from 'vitest';
import { GraphBuilder } from '../graph/builder.ts';
import { planGraph } from '../graph/plan-graph.ts';
import { exchange } from '../mask/exchange.ts';
import { keepAll } from '../mask/initial.ts';
import { pruneTo } from '../mask/prune-to.ts';
import type { Strategy } from '../mask/strategy.ts';
import { joint } from '../schedule/scheduler.ts';
import type { Timetable } from '../schedule/timetable.ts';
import type { Surgery } from '../surgery/surgery.ts';
import { plainNetwork } from './plain-network.test.kit.ts';
import type { StageOptions } from './stage.ts';
import { dense, toyData, toyPlan } from './toy.test.kit.ts';
import { train } from './train.ts';

const model = toyPlan();
const network = plainNetwork(model);
const base: StageOptions = { subnets: [0], strategy: dense, data: toyData(), length: 20 };
const build = (more: Partial<StageOptions>) => () => train({ model, network, stages: [{ ...base, ...more }] });

const gradual = (timetable: Partial<Timetable> = {}, more: Partial<Strategy> = {}): Strategy => ({
  name: 'gradual',
  initialSparsity: 0,
  initial: keepAll,
  moves: [pruneTo()],
  timetable: { every: 4, place: 'update', ...timetable },
  ...more,
});

const doubling: Surgery = {
  name: 'doubling',
  scope: 'layer',
  against: 'previous',
  remember: 'raw',
  support: 'active',
  coefficients: () => [1],
};

describe('a run is refused, before any training,', () => {
  it.each<[string, Partial<StageOptions>, string]>([
    ['without sub-nets', { subnets: [] }, 'stage 0, subnets: There must be one sub-net or more.'],
    [
      'with a target of 1',
      { subnets: [0, { name: 'all', sparsity: 1 }] },
      'stage 0, subnets[1]: A sparsity lies from 0 up to, not including, 1. Found: 1.',
    ],
    ['with a target that is no number', { subnets: [Number.NaN] }, 'stage 0, subnets[0]: A sparsity lies'],
    [
      'with an initial sparsity below 0',
      { strategy: { ...dense, initialSparsity: -0.1 } },
      'stage 0, strategy.initialSparsity: A sparsity lies from 0 up to, not including, 1. Found: -0.1.',
    ],
    ['without a step', { length: 0 }, 'stage 0: A stage must have one step or more. Found: 0.'],
    ['with more steps than anybody waits for', { length: 10_000_001 }, 'Expected: 10000000 steps at most.'],
    ['with a share as its length', { length: { share: 0.5 } }, 'a share has nothing to be a share of'],
    ['with a negative length', { length: { epochs: -1 } }, 'A duration must be a number that is not negative'],
    [
      'with half a batch in a step',
      { accumulate: 0.5 },
      'stage 0, accumulate: A number is out of its range. Found: 0.5. Expected: a whole number from 1.',
    ],
    ['without a batch in a step', { accumulate: 0, length: { epochs: 1 } }, 'stage 0, accumulate'],
    ['with a largest norm of 0', { clipNorm: 0 }, 'stage 0, clipNorm: A number is out of its range. Found: 0.'],
    [
      'with a move that reads a gradient before there is one',
      { strategy: gradual({ place: 'forward' }, { moves: [exchange()] }) },
      "strategy gradual: Move 'exchange' reads a gradient, but the timetable acts before the forward pass. Use place: 'update', 'insteadOfUpdate' or 'afterUpdate'.",
    ],
    [
      'with slots of their own for sub-nets that are updated together',
      { scheduler: joint(), subnets: [0, 0], strategy: { ...dense, policies: { slots: 'perSubnet' } } },
      "strategy dense: Slots per sub-net cannot go with scheduler 'joint', which updates several sub-nets at once. Use slots: 'shared' or an alternating scheduler.",
    ],
    [
      'with gradients that pass straight through masks, and weights in no mask set to 0',
      { strategy: { ...dense, gradient: 'straightThrough' } },
      "strategy dense: Strategy 'dense' trains weights outside all masks, but its policy nowhere: 'zero' sets them to 0. Use policies: { nowhere: 'keep' }, or gradient: 'restricted'.",
    ],
    [
      'with a scheduler whose third turn names a sub-net that is not there',
      { scheduler: { name: 'odd', turn: (step) => ({ batch: step, subnets: [step === 2 ? 1 : 0], round: step }) } },
      "scheduler 'odd' (turn), step 2: A scheduler gave a turn that cannot be taken.",
    ],
    [
      'with a relation that nests masks, and a sub-net denser than the one before',
      {
        subnets: [0, 0.5, 0.25],
        unreached: 'allow',
        strategy: { ...dense, relation: { name: 'nest', nested: true, relate: (masks) => masks } },
      },
      "stage 0, subnets[2]: Relation 'nest' puts each sub-net inside the one before, but sub-net 25 % is to be denser than that. List sub-nets least sparse first.",
    ],
    [
      'with surgery and gradients that pass straight through masks',
      { strategy: { ...dense, gradient: 'straightThrough' }, surgery: doubling },
      "strategy dense: Surgery 'doubling' works inside masks, but strategy 'dense' trains straight through them. Leave the surgery out, or use gradient: 'restricted'.",
    ],
    [
      'with a target that no move goes for',
      { subnets: [0.5] },
      "stage 0: A sub-net cannot reach its sparsity before the run ends. Found: sub-net 50 %: strategy 'dense' starts at 0 and has no move that prunes to a target.",
    ],
    [
      'with a target and no timetable',
      { subnets: [0.5], strategy: { ...dense, moves: [pruneTo()] } },
      "sub-net 50 %: strategy 'dense' starts at 0",
    ],
    [
      // two sub-nets in turns, every 4: the second has its events at 5, 9, 13, 17 and would need number 5 at 21
      'with a ramp that ends after the last event',
      { subnets: [0.5, 0.6], strategy: gradual() },
      'sub-net 50 %: its last event is number 4, its ramp ends with number 5; sub-net 60 %: its last event is number 4',
    ],
    [
      'with a period longer than the run',
      { subnets: [0.5], strategy: gradual({ every: 30 }), length: 20 },
      'sub-net 50 %: it has no event, its ramp ends with number 0',
    ],
    [
      'with a ramp that ends before it starts',
      { strategy: gradual({ start: 10, until: 5 }) },
      'The ramp ends before it starts',
    ],
  ])('%s', (_, more, message) => {
    expect(build(more)).toThrow(message);
  });

  it('without a stage', () => {
    expect(() => train({ model, network, stages: [] })).toThrow('A run needs one stage or more.');
  });

  it('with a model that the engine cannot run, naming the nodes', () => {
    const net = new GraphBuilder('pooled', [2, 2, 1]);
    net.dense('head', net.globalPool('pool', net.input), 3);
    const plan = planGraph(net.build());
    expect(() => train({ model: plan, network: plainNetwork(plan), stages: [base] })).toThrow(
      'pooled: The engine plain cannot run this model. Found: ["pool: globalPool"].',
    );
  });
});

describe('a run is not refused', () => {
  it('when the ramp ends by the last event of the slowest sub-net', () => {
    expect(build({ subnets: [0.5, 0.6], strategy: gradual({ until: 16 }) })).not.toThrow();
    expect(build({ subnets: [0.5, 0.6], strategy: gradual({ until: 16, offset: 4 }) })).toThrow(
      'sub-net 60 %: its last event is number 3',
    );
  });

  it('when it may miss its target: then it ends where the ramp had come to', async () => {
    // event 4 of 5: 0.5 · (1 − (1/5)³) = 0.496, of 72 weights round(36.288) = 36 are kept
    const { subnets } = await build({ subnets: [0.5], strategy: gradual(), unreached: 'allow' })().result;
    expect(subnets[0]?.sparsity).toBe(0.5);
    const early = await build({ subnets: [0.5], strategy: gradual({ end: 8 }), unreached: 'allow' })().result;
    // event 1 of 5 alone: 0.5 · (1 − (4/5)³) = 0.244, round(54.432) = 54 kept
    expect(early.subnets[0]?.sparsity).toBe(0.25);
  });
});
