import { AltsparseError, noteOrigin, type ObservedRun, type Observer, type RunState } from '@altsparse/core';
import type { ResolvedExperiment } from '../config/experiment.ts';
import type { Registry } from '../parts/registry.ts';
import type { Environment } from './environment.ts';

/** What the observers of a config are made from. */
export interface ObserversRequest {
  /** Names them. */
  readonly experiment: ResolvedExperiment;
  /** Has them. */
  readonly registry: Registry;
}

/** A run that has a folder. */
export interface RunPlace {
  /** Absolute. */
  readonly folder: string;
  /** What it runs on. */
  readonly environment: Pick<Environment, 'engine'>;
}

/** Throws for an observer that cannot work on this engine, before there is a folder. */
export function checkObservers({ experiment, registry }: ObserversRequest, engine: string): void {
  for (const choice of experiment.observers) registry.create('observers', choice).check?.(engine);
}

/**
 * Makes the observers that a config names.
 *
 * @param state - What a resumed run goes on from; absent for a new one.
 */
export async function openObservers(
  { experiment, registry }: ObserversRequest,
  { folder, environment }: RunPlace,
  state?: Pick<RunState, 'stage' | 'step' | 'observers'>,
): Promise<Observer[]> {
  const run: ObservedRun = {
    folder,
    engine: environment.engine.name,
    seed: experiment.seeds[0] ?? 0,
    ...(state && { from: { stage: state.stage, step: state.step } }),
  };
  const observers: Observer[] = [];
  for (const choice of experiment.observers) {
    const observer = await registry.create('observers', choice)(run);
    refuseObserver(choice.use, observer);
    if (state !== undefined && Object.hasOwn(state.observers, observer.name))
      observer.restore?.(state.observers[observer.name]);
    noteOrigin(observer, registry.find('observers', choice.use).plugin);
    observers.push(observer);
  }
  return observers;
}

function refuseObserver(name: string, observer: Observer | undefined): void {
  if (typeof observer?.observe === 'function' && (observer.end === undefined || typeof observer.end === 'function'))
    return;
  throw new AltsparseError('plugin-part', 'An observer must have observe, a function, and may have end, another.', {
    place: `observer '${name}'`,
    found: observer === undefined ? 'nothing' : Object.keys(observer),
  });
}
