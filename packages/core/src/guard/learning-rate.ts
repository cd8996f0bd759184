import { AltsparseError } from '../error.ts';
import { attempt } from '../loop/blame.ts';
import { partPlace } from '../plugin/origin.ts';
import type { RateSchedule } from '../schedule/learning-rate.ts';

/** The same schedule, each rate checked: finite and not negative. */
export function guardLearningRate(schedule: RateSchedule): RateSchedule {
  const part = partPlace('learning rate', schedule.name, 'at', schedule);
  return (clock) =>
    attempt(`${part}, step ${clock.step}`, () => {
      const rate = schedule(clock);
      if (Number.isFinite(rate) && rate >= 0) return rate;
      throw new AltsparseError('learning-rate-range', 'A learning rate must be finite and not negative.', {
        found: rate,
      });
    });
}
