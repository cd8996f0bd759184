import { randomStream } from '../random.ts';
import type { Scheduler } from './scheduler.ts';

/**
 * One sub-net a step, drawn anew each time, all with the same chance. Each step takes the next batch; N steps are a round.
 * The draw follows from the run's seed and the step alone, so a run that goes on draws what it would have drawn.
 *
 * @example
 * train({ model, network, stages: [{ ...stage, scheduler: random() }] });
 */
export function random(): Scheduler {
  return {
    name: 'random',
    turn: (step, count, seed = 0) => ({
      batch: step,
      subnets: [randomStream(seed, 'turn', step).below(count)],
      round: Math.floor(step / count),
    }),
  };
}
