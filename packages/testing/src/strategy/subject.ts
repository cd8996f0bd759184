import type { MaskLayer, Scheduler, Strategy } from '@altsparse/core';
import { type Factory, type FactoryOptions, makePart } from '../check/factory.ts';
import type { NetworkFor } from '../net/pulled-network.ts';
import { type Recording, type RunSettings, record, stagesOf } from './record.ts';
import { type Scenario, type ScenarioName, scenariosFor } from './scenario.ts';
import type { UnitRule } from './unit-rule.ts';

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
  /** Gives what computes, for each run; one network may serve all runs of a plan. Default: a network of the kit, in plain loops. */
  readonly network?: NetworkFor;
  /** Says whether a layer has its pattern. This or `units` is needed where the strategy promises `pattern`. */
  readonly pattern?: PatternRule;
  /** The pattern of a sub-net, by its target, as units that are whole or pruned; then ties and targets are tested in units. */
  readonly units?: (target: number) => UnitRule;
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
  /** Recordings of all scenarios that ran to their end, stage by stage; made once. */
  recordings(): Promise<readonly Recording[]>;
  /** Recordings of all scenarios. */
  all(): Promise<readonly Recording[]>;
}

/** Prepares a strategy for the battery; nothing runs yet. */
export function strategySubject(factory: Factory<Strategy>, options: StrategyOptions = {}): StrategySubject {
  const make = (): Strategy => makePart(factory, options);
  const { steps = 24, scheduler, network } = options;
  const settings = { steps, ...(scheduler && { scheduler }), ...(network && { network }) };
  const scenarios = scenariosFor(options.targets);
  let known: Promise<readonly Recording[]> | undefined;
  const all = (): Promise<readonly Recording[]> => {
    known ??= Promise.all(scenarios.map((scenario) => record(scenario, make(), settings)));
    return known;
  };
  const recordings = async (): Promise<readonly Recording[]> =>
    (await all()).filter(({ error }) => error === undefined).flatMap(stagesOf);
  return { options, factory, make, scenarios, settings, all, recordings };
}
