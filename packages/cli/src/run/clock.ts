import type { Observer } from '@altsparse/core';

/** Adds up how long the steps of each sub-net took. */
export interface StepClock extends Observer {
  /** Seconds by sub-net; of a step that several share, each has an equal part. */
  seconds(subnet: number): number;
  /** Seconds of all steps. */
  total(): number;
  /** Steps done. */
  steps(): number;
}

/** A clock over the steps of a run. */
export function stepClock(): StepClock {
  const milliseconds = new Map<number, number>();
  let steps = 0;
  return {
    name: 'step-clock',
    observe(event) {
      if (event.type !== 'step') return;
      steps++;
      for (const { subnet } of event.trained)
        milliseconds.set(subnet, (milliseconds.get(subnet) ?? 0) + event.milliseconds / event.trained.length);
    },
    save: () => ({ milliseconds, steps }),
    restore(state) {
      const kept = state as { readonly milliseconds: ReadonlyMap<number, number>; readonly steps: number };
      for (const [subnet, value] of kept.milliseconds) milliseconds.set(subnet, value);
      steps = kept.steps;
    },
    seconds: (subnet) => (milliseconds.get(subnet) ?? 0) / 1000,
    total: () => [...milliseconds.values()].reduce((a, b) => a + b, 0) / 1000,
    steps: () => steps,
  };
}
