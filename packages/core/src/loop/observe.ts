import { AltsparseError } from '../error.ts';
import { blame } from './blame.ts';
import type { Observer, RunEvent } from './events.ts';

/** Passes events on and tells every observer of each first. */
export async function* observed<Result>(
  events: AsyncGenerator<RunEvent, Result>,
  observers: readonly Observer[],
): AsyncGenerator<RunEvent, Result> {
  let next = await events.next();
  for (; next.done !== true; next = await events.next()) {
    for (const observer of observers) await tell(observer, next.value);
    yield next.value;
  }
  return next.value;
}

async function tell(observer: Observer, event: RunEvent): Promise<void> {
  try {
    await observer.observe(event);
  } catch (cause) {
    throw blame(`observer '${observer.name}', event '${event.type}'`, cause);
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
