import { AltsparseError } from '../error.ts';
import { randomStream } from '../random.ts';
import type { Scheduler } from './scheduler.ts';

/** Attributes of the sandwich rule. */
export interface SandwichOptions {
  /** Sub-nets in a step, 2 or more; all of them where there are fewer. Default 4. */
  readonly subnets?: number;
  /** Do the others learn from the first one's logits instead of labels (in-place distillation)? Default true. */
  readonly distill?: boolean;
}

/**
 * The sandwich rule of universally slimmable networks (Yu and Huang, 2019): on each batch the first sub-net (the densest),
 * n − 2 drawn at random from those between, and the last (the sparsest), gradients summed. The others learn from the
 * first one's softmax in the same step. Sub-nets are taken to be listed least sparse first. The paper measures
 * normalisation statistics anew before use: `normalisation: [{ match: '*', use: 'recalibrated' }]`.
 *
 * @throws AltsparseError `scheduler-option` for a number of sub-nets that is not whole or below 2.
 * @example
 * train({ model, network, stages: [{ ...stage, scheduler: sandwich({ subnets: 3 }) }] });
 */
export function sandwich(options: SandwichOptions = {}): Scheduler {
  const { subnets: size = 4, distill = true } = options;
  if (!Number.isInteger(size) || size < 2)
    throw new AltsparseError('scheduler-option', 'A sandwich has two sub-nets or more.', {
      place: 'sandwich.subnets',
      found: size,
    });
  return {
    name: 'sandwich',
    turn(step, count, seed = 0) {
      const between = drawSome(count - 2, size - 2, seed, step).map((one) => one + 1);
      const subnets = count === 1 ? [0] : [0, ...between, count - 1];
      return { batch: step, subnets, round: step, ...(distill && count > 1 && { teacher: 0 }) };
    },
  };
}

/** Some of the whole numbers below a limit, each set with the same chance, in order. */
function drawSome(limit: number, wanted: number, seed: number, step: number): number[] {
  const pool = Array.from({ length: Math.max(0, limit) }, (_, i) => i);
  const stream = randomStream(seed, 'sandwich', step);
  while (pool.length > wanted) pool.splice(stream.below(pool.length), 1);
  return pool;
}
