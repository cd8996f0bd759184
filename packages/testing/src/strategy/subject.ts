import type { MaskLayer, Scheduler, Strategy } from '@altsparse/core';
import { type Factory, type FactoryOptions, makePart } from '../check/factory.ts';
import { type Recording, type RunSettings, record } from './record.ts';
import { type Scenario, type ScenarioName, scenariosFor } from './scenario.ts';

/** Says what is wrong with a layer's mask; undefined if it has its pattern. */
export type PatternRule = (mask: Uint8Array, layer: MaskLayer) => string | undefined;

/** What the battery for strategies may be told. */
export interface StrategyOptions extends FactoryOptions {
  /** Steps of each run. Default 24: periods in shares of the stage adapt to it. */
  readonly steps?: number;
  /** Target sparsities, least sparse first, at which a strategy is tested. Default 0.5, 0.75 and 0.9. */
  readonly targets?: readonly number[];
  /** Who trains when. Default: alternating. */
  readonly scheduler?: Scheduler;
  /** Says whether a layer has its pattern; needed where the strategy promises `pattern`. Works on one layer's mask. */
  readonly pattern?: PatternRule;
  /** Scenarios that the strategy is meant to refuse, with an `AltsparseError`. Default: none. */
  readonly refuses?: readonly ScenarioName[];
}

/** A strategy under test. */
export interface StrategySubject {
  /** What was asked for. */
  readonly options: StrategyOptions;
  /** Makes a fresh one. */
  readonly factory: Factory<Strategy>;
  /** The same. */
  make(): Strategy;
  /** The scenarios. */
  readonly scenarios: readonly Scenario[];
  /** Length and scheduler of runs. */
  readonly settings: RunSettings;
  /** Recordings of all scenarios that ran to their end; made once. */
  recordings(): Promise<readonly Recording[]>;
  /** Recordings of all scenarios. */
  all(): Promise<readonly Recording[]>;
}

/** Prepares a strategy for the battery; nothing runs yet. */
export function strategySubject(factory: Factory<Strategy>, options: StrategyOptions = {}): StrategySubject {
  const make = (): Strategy => makePart(factory, options);
  const settings = { steps: options.steps ?? 24, ...(options.scheduler && { scheduler: options.scheduler }) };
  const scenarios = scenariosFor(options.targets);
  let known: Promise<readonly Recording[]> | undefined;
  const all = (): Promise<readonly Recording[]> => {
    known ??= Promise.all(scenarios.map((scenario) => record(scenario, make(), settings)));
    return known;
  };
  const recordings = async (): Promise<readonly Recording[]> =>
    (await all()).filter(({ error }) => error === undefined);
  return { options, factory, make, scenarios, settings, all, recordings };
}
