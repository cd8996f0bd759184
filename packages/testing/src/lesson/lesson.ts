import {
  type BatchSource,
  type GraphPlan,
  type MaskView,
  type Move,
  type RunEvent,
  type RunResult,
  type StageOptions,
  type Strategy,
  sgd,
  train,
} from '@altsparse/core';
import { linearLoss, linearNetwork, productsOf } from './linear-network.ts';

/** Training in which a test chooses weights and gradients, step by step. */
export interface Lesson {
  /** The net, made by `linearPlan`. */
  readonly plan: GraphPlan;
  /** Target sparsities, least sparse first. */
  readonly subnets: readonly number[];
  /** The strategy. */
  readonly strategy: Strategy;
  /** How many steps. */
  readonly steps: number;
  /** The weights after step 0. They stay, but for what changes of masks do to them. */
  readonly weights: ArrayLike<number>;
  /** SGD's momentum. Default 0. */
  readonly momentum?: number;
  /** The dense gradient at a later step, in the order of masks. */
  gradient(step: number): ArrayLike<number>;
}

/** A mask as an event left it. */
export interface LessonMask {
  /** Whose. */
  readonly subnet: number;
  /** Number of the event; 0 for the first masks. */
  readonly k: number;
  /** In which step. */
  readonly step: number;
  /** The mask. */
  readonly mask: readonly number[];
}

/** What came of a lesson. */
export interface Learned {
  /** The run's result. */
  readonly result: RunResult;
  /** Its events, in order. */
  readonly events: readonly RunEvent[];
  /** Every mask, in order. */
  readonly seen: readonly LessonMask[];
}

/**
 * The stage of a lesson: step 0, at rate 1, turns zeros into the weights; then the rate is 0. For tests that run it with
 * parts of their own; its network is `linearNetwork`.
 */
export function lessonStage({ plan, weights, gradient, steps, strategy, subnets, momentum = 0 }: Lesson): StageOptions {
  const products = productsOf(plan);
  const rows = plan.parameters[0]?.shape[0] ?? 0;
  const columns = plan.shapes.get('both')?.[0] ?? 0;
  const data: BatchSource = {
    batchesPerEpoch: steps,
    size: steps * rows,
    async batch(step) {
      const wanted = step === 0 ? Array.from(weights, (one) => -one) : gradient(step);
      // one image a row, 1 there and 0 elsewhere: then the targets, over the number of rows, are the gradient
      const images = Float32Array.from({ length: rows * rows }, (_, i) => (i % (rows + 1) === 0 ? 1 : 0));
      const targets = new Float32Array(rows * columns);
      for (const { weight, row, column } of products) targets[row * columns + column] = rows * (wanted[weight] ?? 0);
      return { size: rows, images, labels: new Int32Array(rows), targets };
    },
  };
  const learningRate = ({ step }: { readonly step: number }): number => (step === 0 ? 1 : 0);
  return { subnets, strategy, data, learningRate, optimizer: sgd({ momentum }), loss: linearLoss, length: steps };
}

/**
 * Runs a lesson and writes down every mask.
 *
 * @example
 * const { seen } = await learn({
 *   plan: linearPlan(2, 2, 1),
 *   subnets: [0.5],
 *   strategy: mine({ every: 2 }),
 *   steps: 6,
 *   weights: [5, -1, 2, 4, 3, 6],
 *   gradient: (step) => [0, step, 0, 0, 9, 0],
 * });
 */
export async function learn(lesson: Lesson): Promise<Learned> {
  const seen: LessonMask[] = [];
  const note = ({ subnet, event }: MaskView, mask: Uint8Array): void => {
    seen.push({ subnet, k: event.k, step: event.step, mask: [...mask] });
  };
  const { initial, moves } = lesson.strategy;
  const first: Move = {
    ...initial,
    apply(view, state) {
      const moved = initial.apply(view, state);
      note(view, moved.mask);
      return moved;
    },
  };
  const last: Move = {
    name: 'note',
    apply(view) {
      note(view, view.mask);
      return { mask: view.mask };
    },
  };
  const strategy = { ...lesson.strategy, initial: first, moves: [...moves, last] };
  const network = linearNetwork(lesson.plan);
  const run = train({ model: lesson.plan, network, stages: [lessonStage({ ...lesson, strategy })] });
  const events: RunEvent[] = [];
  for await (const event of run) events.push(event);
  return { result: await run.result, events, seen };
}
