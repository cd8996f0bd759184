import type { Scheduler, Turn } from '@altsparse/core';
import { type Factory, type FactoryOptions, makePart } from '../check/factory.ts';

/** What the battery for schedulers may be told. */
export interface SchedulerOptions extends FactoryOptions {
  /** Numbers of sub-nets with which it is tested. Default 1, 2, 3 and 5. */
  readonly counts?: readonly number[];
  /** Rounds of as many steps as there are sub-nets that are looked at; each sub-net must train within a quarter of them. Default 40. */
  readonly rounds?: number;
}

/** A scheduler under test. */
export interface SchedulerSubject {
  /** What was asked for. */
  readonly options: SchedulerOptions;
  /** Makes a fresh one at each call. */
  readonly factory: Factory<Scheduler>;
  /** Makes a fresh one. */
  make(): Scheduler;
  /** Turns of a fresh one, by number of sub-nets, for a run's seed. Default 1. */
  turns(seed?: number): ReadonlyMap<number, readonly Turn[]>;
}

/** Prepares a scheduler for the battery. */
export function schedulerSubject(factory: Factory<Scheduler>, options: SchedulerOptions = {}): SchedulerSubject {
  const { counts = [1, 2, 3, 5], rounds = 40 } = options;
  const make = (): Scheduler => makePart(factory, options);
  const turns = (seed = 1): Map<number, Turn[]> => {
    const { turn } = make();
    const first = (count: number): Turn[] =>
      Array.from({ length: rounds * count }, (_, step) => turn(step, count, seed));
    return new Map(counts.map((count) => [count, first(count)]));
  };
  return { factory, options, make, turns };
}
