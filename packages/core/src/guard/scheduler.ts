import { AltsparseError } from '../error.ts';
import { attempt } from '../loop/blame.ts';
import { partPlace } from '../plugin/origin.ts';
import type { Scheduler, Turn } from '../schedule/scheduler.ts';

/**
 * The same scheduler, each of its turns checked: `scheduler-turn` names scheduler and step.
 *
 * @param runSeed - What its turns are drawn by.
 */
export function guardScheduler(scheduler: Scheduler, runSeed = 0): Scheduler {
  const part = partPlace('scheduler', scheduler.name, 'turn', scheduler);
  return {
    name: scheduler.name,
    turn(step, count, seed = runSeed) {
      try {
        const turn = scheduler.turn(step, count, seed);
        if (!fits(turn, count)) throw wrongTurn(turn, count);
        return turn;
      } catch (cause) {
        // no closure on the way through: a plan asks for each turn of a stage
        return attempt(`${part}, step ${step}`, () => {
          throw cause;
        });
      }
    },
  };
}

function fits(turn: Turn, count: number): boolean {
  const { batch, round, subnets, teacher } = turn;
  if (teacher !== undefined && (!Array.isArray(subnets) || !subnets.includes(teacher))) return false;
  if (!isIndex(batch) || !isIndex(round) || !Array.isArray(subnets) || subnets.length === 0) return false;
  for (let i = 0; i < subnets.length; i++) {
    const subnet = subnets[i] as number;
    if (!isIndex(subnet) || subnet >= count || subnets.indexOf(subnet) !== i) return false;
  }
  return true;
}

function isIndex(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function wrongTurn(turn: Turn, count: number): AltsparseError {
  return new AltsparseError('scheduler-turn', 'A scheduler gave a turn that cannot be taken.', {
    found: turn,
    expected: `whole numbers from 0: a batch, a round, one or more different sub-nets below ${count}, a teacher among them or none`,
  });
}
