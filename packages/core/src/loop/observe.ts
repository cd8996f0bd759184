import { AltsparseError } from '../error.ts';
import { partPlace } from '../plugin/origin.ts';
import { blame } from './blame.ts';
import type { Observer, RunEvent } from './events.ts';

/** Passes events on and tells every observer of each first, and of the end at last, however it comes. */
export async function* observed<Result>(
  events: AsyncGenerator<RunEvent, Result>,
  observers: readonly Observer[],
): AsyncGenerator<RunEvent, Result> {
  const end = ending(observers);
  try {
    let next = await events.next();
    for (; next.done !== true; next = await events.next()) {
      for (const observer of observers) await tell(observer, next.value);
      yield next.value;
    }
    const [failure] = await end();
    if (failure !== undefined) throw failure;
    return next.value;
  } finally {
    await end(); // whatever stopped the run goes before what goes wrong here
  }
}

async function tell(observer: Observer, event: RunEvent): Promise<void> {
  try {
    await observer.observe(event);
  } catch (cause) {
    const part = partPlace('observer', observer.name, 'observe', observer);
    throw blame(`${part}, event '${event.type}', step ${event.step}`, cause);
  }
}

/**
 * Ends all observers when it is first called, each whatever becomes of the others.
 *
 * @returns What they threw, each put down to its observer; nothing from the second call on.
 */
function ending(observers: readonly Observer[]): () => Promise<readonly unknown[]> {
  let ended = false;
  return async () => {
    if (ended) return [];
    ended = true;
    const failures: unknown[] = [];
    for (const observer of observers) failures.push(...(await endOf(observer)));
    return failures;
  };
}

async function endOf(observer: Observer): Promise<readonly unknown[]> {
  try {
    await observer.end?.();
    return [];
  } catch (cause) {
    return [blame(partPlace('observer', observer.name, 'end', observer), cause)];
  }
}

/** What observers remember, by name. */
export function statesOf(observers: readonly Observer[]): Record<string, unknown> {
  return Object.fromEntries(observers.flatMap((one) => (one.save === undefined ? [] : [[one.name, one.save()]])));
}

/** Gives observers back what they remembered; one that is new to the run begins afresh. */
export function restoreObservers(observers: readonly Observer[], states: Readonly<Record<string, unknown>>): void {
  for (const one of observers) if (Object.hasOwn(states, one.name)) one.restore?.(states[one.name]);
}

/** Refuses two observers that remember something under one name. */
export function refuseNamesakes(observers: readonly Observer[]): void {
  const names = observers.filter((one) => one.save !== undefined).map((one) => one.name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    throw new AltsparseError('observers-clash', 'Two observers that remember something have the same name.', {
      place: 'observers',
      found: twice,
    });
}
