import { describe, expect, it } from 'vitest';
import type { Batch } from '../data/batch.ts';
import { AltsparseError } from '../error.ts';
import type { Observer } from '../loop/events.ts';
import { plainNetwork } from '../loop/plain-network.test.kit.ts';
import type { StageOptions } from '../loop/stage.ts';
import { dense, toyData, toyPlan } from '../loop/toy.test.kit.ts';
import { train } from '../loop/train.ts';
import { crossEntropy } from '../loss/cross-entropy.ts';
import type { Loss } from '../loss/loss.ts';
import { exchange } from '../mask/exchange.ts';
import { keepAll, keepSome } from '../mask/initial.ts';
import type { Score } from '../mask/move.ts';
import { pruneTo } from '../mask/prune-to.ts';
import type { Strategy } from '../mask/strategy.ts';
import { sgd } from '../optimizer/sgd.ts';
import { noteOrigin } from '../plugin/origin.ts';
import { alternating } from '../schedule/scheduler.ts';
import type { Surgery } from '../surgery/surgery.ts';

/** 8 × 6 + 3 × 8 maskable weights in `hidden/kernel` and `head/kernel`; batches of 8 images of 6 numbers, 3 classes. */
const model = toyPlan();
const network = plainNetwork(model);
const base: StageOptions = { subnets: [0, 0.5], strategy: dense, data: toyData(), length: 8, unreached: 'allow' };

/** What a run with these parts ends with: code and message. */
async function failure(more: Partial<StageOptions>, observers: readonly Observer[] = []): Promise<string[]> {
  try {
    await train({ model, network, stages: [{ ...base, ...more }], observers }).result;
  } catch (error) {
    if (error instanceof AltsparseError) return [error.code, error.message];
    throw error;
  }
  return ['none', ''];
}

const from = <Part>(part: Part, plugin = 'plug-x'): Part => {
  noteOrigin(part, plugin);
  return part;
};

const turn = (change: object) =>
  from({
    name: 'odd',
    turn: (step: number, count: number) => ({ ...alternating().turn(step, count), ...(step === 3 && change) }),
  });

const loss = (change: (gradient: Float32Array) => object): Loss =>
  from({
    name: 'odd',
    evaluate: (...all: Parameters<Loss['evaluate']>) => {
      const result = crossEntropy().evaluate(...all);
      return { ...result, ...change(result.gradient) };
    },
  });

const batch = (change: (batch: Batch) => object) => ({
  ...toyData(),
  batch: async (index: number) => {
    const one = await toyData().batch(index);
    return { ...one, ...(index === 2 && change(one)) };
  },
});

const pruned = (change: Partial<Strategy>): Strategy => ({
  name: 'gradual',
  initialSparsity: 0,
  initial: keepAll,
  moves: [],
  timetable: { every: 2, place: 'update' },
  ...change,
});

const score = (wrong: (n: number) => unknown): Score =>
  from({ name: 'odd', score: ({ weights }) => wrong(weights.length) as Float32Array });
const withNaN = (n: number): Float32Array => new Float32Array(n).fill(1).fill(Number.NaN, 50, 51);

const sgdThat = (update: () => void) => from({ name: 'odd', slots: [], update });

const surgery = (coefficients: () => readonly number[]): Surgery =>
  from({ name: 'odd', scope: 'layer', against: 'previous', remember: 'raw', support: 'active', coefficients });

const oops = (): never => {
  throw new Error('oops');
};

describe('a part that gives what cannot be used stops the run, named with its plug-in, what it was asked, and where:', () => {
  it.each<[string, Partial<StageOptions>, string, string]>([
    [
      'a turn without sub-nets',
      { scheduler: turn({ subnets: [] }) },
      'scheduler-turn',
      "plug-in 'plug-x', scheduler 'odd' (turn), step 3: A scheduler gave a turn",
    ],
    [
      'a turn with a sub-net that is not there',
      { scheduler: turn({ subnets: [2] }) },
      'scheduler-turn',
      'sub-nets below 2',
    ],
    ['a turn with a sub-net twice', { scheduler: turn({ subnets: [1, 1] }) }, 'scheduler-turn', 'step 3'],
    ['a turn with half a batch', { scheduler: turn({ batch: 1.5 }) }, 'scheduler-turn', '"batch":1.5'],
    ['a turn without a round', { scheduler: turn({ round: undefined }) }, 'scheduler-turn', 'step 3'],
    [
      'a turn that throws',
      { scheduler: from({ name: 'odd', turn: oops }) },
      'part-failed',
      "plug-in 'plug-x', scheduler 'odd' (turn), step 0: oops",
    ],
    [
      'a rate that is no number',
      { learningRate: from(({ step }) => (step === 5 ? Number.NaN : 0.1)) },
      'learning-rate-range',
      'plug-in \'plug-x\', learning rate (at), step 5: A learning rate must be finite and not negative. Found: "NaN".',
    ],
    ['a rate below 0', { learningRate: () => -1 }, 'learning-rate-range', 'learning rate'],
    [
      'a loss without a value',
      { loss: loss(() => ({ value: undefined })) },
      'loss-value',
      "step 0, sub-net 0, plug-in 'plug-x', loss 'odd' (evaluate): A loss gave no number",
    ],
    [
      'a loss with a short gradient',
      { loss: loss((gradient) => ({ gradient: gradient.slice(1) })) },
      'loss-gradient',
      'Found: 23 numbers. Expected: a Float32Array of 24 numbers.',
    ],
    [
      'a loss with a gradient that is not finite',
      { loss: loss((gradient) => ({ gradient: gradient.map(() => Number.NaN) })) },
      'loss-gradient',
      'logit 0',
    ],
    [
      'a loss that throws',
      { loss: { name: 'odd', evaluate: oops } },
      'part-failed',
      "step 0, sub-net 0, loss 'odd' (evaluate): oops",
    ],
    [
      'an optimizer that throws',
      { optimizer: sgdThat(oops) },
      'part-failed',
      "step 0, plug-in 'plug-x', optimizer 'odd' (update): oops",
    ],
    [
      'coefficients that are no list',
      { surgery: surgery(() => undefined as never) },
      'part-failed',
      "step 1, plug-in 'plug-x', surgery 'odd' (coefficients), layer hidden, sub-net 1: A surgery gave wrong coefficients.",
    ],
    [
      'too few images',
      { data: batch(({ images }) => ({ images: images.slice(6) })) },
      'batch-shape',
      'training data, batch 2: The images of a batch do not fit its size and the net. Found: 42 numbers. Expected: 48 numbers.',
    ],
    ['too few labels', { data: batch(() => ({ labels: new Int32Array(7) })) }, 'batch-shape', 'The labels of a batch'],
    [
      'a label that names no class',
      { data: batch(() => ({ labels: new Int32Array(8).fill(3, 4) })) },
      'batch-shape',
      'training data, batch 2, image 4: A label names no class of the net. Found: 3. Expected: 0 to 2.',
    ],
    ['no image', { data: batch(() => ({ size: 0 })) }, 'batch-shape', 'one image or more'],
    [
      'targets for two classes',
      { data: batch(() => ({ targets: new Float32Array(16) })) },
      'batch-shape',
      'Found: 16 numbers. Expected: 24 numbers.',
    ],
    [
      'evaluation data with too few images',
      { evaluation: batch(({ images }) => ({ images: images.slice(6) })) },
      'batch-shape',
      'evaluation data, batch 2',
    ],
    [
      'a score of the wrong length',
      { strategy: pruned({ moves: [pruneTo({ score: score((n) => new Float32Array(n - 1)) })] }) },
      'score-shape',
      "move 'prune-to' (apply), sub-net 0, step 2, plug-in 'plug-x', score 'odd' (score): A score must give one number for each weight. Found: 71 numbers. Expected: a Float32Array of 72 numbers.",
    ],
    [
      'a score that is no array',
      { strategy: pruned({ moves: [exchange({ grow: score(() => 3) })] }) },
      'score-shape',
      'Found: number.',
    ],
    [
      'a score that is not a number, in the second layer',
      { strategy: pruned({ moves: [exchange({ drop: score(withNaN) })] }) },
      'score-not-a-number',
      "plug-in 'plug-x', score 'odd' (score), layer head, weight 2: A score is not a number.",
    ],
    [
      'the same over all layers',
      { strategy: pruned({ moves: [pruneTo({ score: score(withNaN) })] }) },
      'score-not-a-number',
      'layer head, weight 2',
    ],
    [
      'a ramp beyond 1',
      { strategy: from(pruned({ moves: [pruneTo({ ramp: () => 3 })] })) },
      'curve-range',
      "plug-in 'plug-x', move 'prune-to' (apply), sub-net 1, step 3, ramp 'ramp' (at), progress 0.25: A curve leads to a share that is not from 0 to 1. Found: 1.5.",
    ],
    [
      'a decay that is no number',
      { strategy: pruned({ moves: [exchange({ decay: () => Number.NaN })] }) },
      'curve-range',
      "decay 'decay' (at)",
    ],
    [
      'a distribution for too few layers',
      { strategy: pruned({ initialSparsity: 0.5, initial: keepSome({ distribution: () => [0.5] }) }) },
      'distribution-range',
      "distribution 'distribution' (spread), layer head",
    ],
    [
      'a distribution for too many layers',
      { strategy: pruned({ initialSparsity: 0.5, initial: keepSome({ distribution: () => [0.5, 0.5, 0.5] }) }) },
      'distribution-range',
      'Found: 3 numbers. Expected: 2 numbers.',
    ],
    [
      'a distribution beyond 1',
      { strategy: pruned({ initialSparsity: 0.5, initial: keepSome({ distribution: () => [0.5, 1.5] }) }) },
      'distribution-range',
      'layer head: ',
    ],
    [
      'a relation without a mask for each',
      { strategy: { ...dense, relation: { name: 'odd', relate: (masks) => masks.slice(1) } } },
      'mask-shape',
      "relation 'odd' (relate), step 0: A relation must give one mask for each sub-net. Found: 1. Expected: 2.",
    ],
    [
      'a move without a mask',
      { strategy: pruned({ moves: [{ name: 'odd', apply: () => undefined as never }] }) },
      'mask-shape',
      "move 'odd' (apply), sub-net 0, step 2: There is no mask. Found: undefined.",
    ],
  ])('%s', async (_, more, code, message) => {
    const [foundCode, foundMessage] = await failure(more);
    expect(foundMessage).toContain(message);
    expect(foundCode).toBe(code);
  });

  it('an update that leaves weights that are not finite is found where the loss shows it', async () => {
    let updates = 0;
    const optimizer = from({
      ...sgd(),
      update(...[span, algebra]: Parameters<ReturnType<typeof sgd>['update']>) {
        sgd().update(span, algebra);
        if (++updates === 1) span.weights.data[span.weights.offset + 3] = Number.NaN;
      },
    });
    expect(await failure({ optimizer })).toEqual([
      'weights-not-finite',
      'step 1, sub-net 1, parameter hidden/kernel: An earlier update has left weights that are not finite. Found: "NaN". ' +
        "Try a smaller learning rate, warm-up or clipping. They were updated by plug-in 'plug-x', optimizer 'sgd' (update).",
    ]);
  });
});

describe('observers', () => {
  const observer = (log: string[], name: string, more: Partial<Observer> = {}): Observer => ({
    name,
    observe: (event) => void log.push(`${name} ${event.type}`),
    end: () => void log.push(`${name} end`),
    ...more,
  });

  it('are told of the end once, after the last event', async () => {
    const log: string[] = [];
    expect(await failure({ length: 1 }, [observer(log, 'a'), observer(log, 'b')])).toEqual(['none', '']);
    expect(log).toEqual(['a stage', 'b stage', 'a step', 'b step', 'a end', 'b end']);
  });

  it('are told of the end of a run that fails, and the fault of the run goes before one of an end', async () => {
    const log: string[] = [];
    const observers = [observer(log, 'a', { end: oops }), observer(log, 'b')];
    const [code, message] = await failure({ learningRate: () => -1 }, observers);
    expect([code, message?.includes('oops')]).toEqual(['learning-rate-range', false]);
    expect(log.at(-1)).toBe('b end');
  });

  it('are told of the end of a run that is left', async () => {
    const log: string[] = [];
    const run = train({ model, network, stages: [base], observers: [observer(log, 'a')] });
    for await (const event of run) if (event.type === 'step') break;
    expect(log.at(-1)).toBe('a end');
  });

  it('that fail at the end stop a run that came to its own, named with their plug-in', async () => {
    const observers = [from(observer([], 'a', { end: oops }))];
    expect(await failure({ length: 1 }, observers)).toEqual([
      'part-failed',
      "plug-in 'plug-x', observer 'a' (end): oops",
    ]);
  });
});
