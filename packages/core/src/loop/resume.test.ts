import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exchange } from '../mask/exchange.ts';
import { keepSome } from '../mask/initial.ts';
import { pruneTo } from '../mask/prune-to.ts';
import { gradientMagnitude, magnitude } from '../mask/scores.ts';
import type { Policies, Strategy } from '../mask/strategy.ts';
import { alternating, joint } from '../schedule/scheduler.ts';
import type { Surgery } from '../surgery/surgery.ts';
import type { RunEvent } from './events.ts';
import { plainNetwork } from './plain-network.test.kit.ts';
import type { StageOptions } from './stage.ts';
import type { RunState } from './state.ts';
import { collect, toyData, toyPlan } from './toy.test.kit.ts';
import { type TrainOptions, train } from './train.ts';

const model = toyPlan();
const network = plainNetwork(model);

const pairwise: Surgery = {
  name: 'halve the reference',
  scope: 'layer',
  against: 'previous',
  remember: 'corrected',
  support: 'active',
  coefficients: (gram) => Array.from({ length: gram.references }, (_, at) => (gram.own(at) < 0 ? 0.5 : 0)),
};

/** Everything that a strategy can remember: moves in order, one of which counts its own calls. */
function strategyOf(policies: Partial<Policies>): Strategy {
  return {
    name: 'everything at once',
    initialSparsity: 0.2,
    initial: keepSome({ score: magnitude }),
    timetable: { every: 2, offset: 1, until: { share: 0.6 }, place: 'update' },
    moves: [
      pruneTo({ score: magnitude }),
      exchange({ share: 0.3, drop: magnitude, grow: gradientMagnitude }),
      { name: 'count', apply: (view, state) => ({ mask: view.mask, state: { calls: callsOf(state) + 1 } }) },
    ],
    policies,
  };
}

const callsOf = (state: unknown): number => (state as { calls: number } | undefined)?.calls ?? 0;

const choices = fc.record({
  scheduler: fc.constantFrom(alternating(), alternating({ hold: 2 }), joint()),
  surgery: fc.constantFrom(undefined, pairwise),
  normalisation: fc.constantFrom('private' as const, 'shared' as const, 'recalibrated' as const),
  elsewhere: fc.constantFrom('freeze' as const, 'coast' as const, 'decay' as const),
  nowhere: fc.constantFrom('zero' as const, 'keep' as const),
  rewind: fc.boolean(),
  seed: fc.nat(1000),
});
type Choice = typeof choices extends fc.Arbitrary<infer T> ? T : never;

function optionsOf(choice: Choice): TrainOptions {
  const { scheduler, surgery, normalisation, elsewhere, nowhere, rewind, seed } = choice;
  const stage: StageOptions = {
    subnets: [0.5, 0.7],
    strategy: strategyOf({ elsewhere, nowhere }),
    scheduler,
    ...(surgery && { surgery }),
    normalisation: [{ match: 'norm', use: normalisation }],
    weightDecay: 0.01,
    data: toyData(),
    evaluation: toyData({ seed: 2 }),
    length: 12,
    evaluateEvery: 5,
  };
  const second: StageOptions = { ...stage, length: 9, ...(rewind && { start: { stage: 0, step: 4 } }) };
  return { model, network, seed, stages: [stage, second] };
}

/** Without what a clock says. */
const timeless = (events: readonly RunEvent[]): unknown[] =>
  events.map((event) => (event.type === 'step' ? { ...event, milliseconds: 0 } : event));

const lastOf = (events: readonly RunEvent[], count: number): readonly RunEvent[] => {
  const all = events.filter((one) => one.type !== 'stage');
  return all.slice(all.length - count);
};

/** States of all moments, copied as a file would. */
async function statesOf(options: TrainOptions): Promise<RunState[]> {
  const states: RunState[] = [];
  await train({ ...options, keeper: { keep: ({ state }) => void states.push(structuredClone(state())) } }).result;
  return states;
}

describe('a resumed run', () => {
  it('gives the same events and bits as one that was never stopped, from every step of two stages', async () => {
    await fc.assert(
      fc.asyncProperty(choices, fc.nat(20), async (choice, at) => {
        const options = optionsOf(choice);
        const whole = train(options);
        const events = await collect(whole);
        const state = (await statesOf(options))[at] as RunState;
        expect(state.stage === 0 ? state.step : 12 + state.step).toBe(at + 1);
        const rest = train({ ...options, resume: state });
        const later = await collect(rest);
        expect(await rest.result).toEqual(await whole.result);
        const kept = later.filter((event) => event.type !== 'stage');
        expect(timeless(kept)).toEqual(timeless(lastOf(events, kept.length)));
      }),
      { numRuns: 60 },
    );
  });

  it('begins with an event that says at which step it goes on', async () => {
    const options = optionsOf(fc.sample(choices, { numRuns: 1, seed: 1 })[0] as Choice);
    const state = (await statesOf(options))[6] as RunState;
    const [first] = await collect(train({ ...options, resume: state }));
    expect(first).toMatchObject({ type: 'stage', stage: 0, step: 7, steps: 12 });
  });

  it('gives observers back what they remembered', async () => {
    const options = optionsOf(fc.sample(choices, { numRuns: 1, seed: 1 })[0] as Choice);
    const counter = () => {
      let steps = 0;
      return {
        name: 'counter',
        observe(event: RunEvent) {
          if (event.type === 'step') steps++;
        },
        save: () => ({ steps }),
        restore(state: unknown) {
          steps = (state as { steps: number }).steps;
        },
        total: () => steps,
      };
    };
    const state = (await statesOf({ ...options, observers: [counter()] }))[3] as RunState;
    expect(state.observers).toEqual({ counter: { steps: 4 } });
    const again = counter();
    await train({ ...options, observers: [again], resume: state }).result;
    expect(again.total()).toBe(21);
    expect(() => train({ ...options, observers: [again, counter()] })).toThrow(/same name/);
  });

  it('is refused where the state lies outside of the run or is of another net', async () => {
    const options = optionsOf(fc.sample(choices, { numRuns: 1, seed: 1 })[0] as Choice);
    const state = (await statesOf(options))[3] as RunState;
    expect(() => train({ ...options, resume: { ...state, step: 13 } })).toThrow(/outside of the run/);
    expect(() => train({ ...options, resume: { ...state, stage: 2 } })).toThrow(/outside of the run/);
    const other = { ...state, store: { ...state.store, masters: new Float32Array(3) } };
    await expect(train({ ...options, resume: other }).result).rejects.toMatchObject({ code: 'snapshot-shape' });
  });
});

describe('a run that is told to stop', () => {
  it('keeps its state once more and goes on from there to the same end', async () => {
    const options = optionsOf(fc.sample(choices, { numRuns: 1, seed: 3 })[0] as Choice);
    const controller = new AbortController();
    const states: RunState[] = [];
    const stopped = train({
      ...options,
      signal: controller.signal,
      keeper: { keep: ({ stopping, state }) => void (stopping && states.push(structuredClone(state()))) },
      observers: [
        {
          name: 'impatient',
          observe: (event) => void (event.type === 'step' && event.step === 6 && controller.abort()),
        },
      ],
    });
    await expect(stopped.result).rejects.toMatchObject({ code: 'run-aborted' });
    expect(states.map(({ stage, step }) => [stage, step])).toEqual([[0, 7]]);
    const rest = train({ ...options, resume: states[0] as RunState });
    expect(await rest.result).toEqual(await train(options).result);
  });
});
