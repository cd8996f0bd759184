import {
  AltsparseError,
  constantRate,
  type Keeper,
  type RunState,
  type Scheduler,
  type Strategy,
  sgd,
  type TrainOptions,
  train,
} from '@altsparse/core';
import { drawnBatches, drawnWeights, pulledNetwork } from '../net/pulled-network.ts';
import type { Scenario } from './scenario.ts';
import { type Watched, watch } from './watch.ts';

/** What a run is made of beside scenario and strategy. */
export interface RunSettings {
  /** Steps. */
  readonly steps: number;
  /** Who trains when. */
  readonly scheduler?: Scheduler;
  /** Of the run; weights and batches do not depend on it. Default 1. */
  readonly seed?: number;
  /** Goes on from here. */
  readonly resume?: RunState;
}

/** An event of masks: what it left, and what came before it. */
interface MaskStep {
  /** In which step. */
  readonly step: number;
  /** Whose mask was due, or changed by a relation. */
  readonly subnet: number;
  /** Number of the event. */
  readonly k: number;
  /** Progress of the ramp. */
  readonly progress: number;
  /** How many weights core says were dropped and grown. */
  readonly told: readonly [dropped: number, grown: number];
}

/** Everything that the kit knows of one run. */
export interface Recording {
  /** Its circumstances. */
  readonly scenario: Scenario;
  /** The strategy as it was made. */
  readonly made: Strategy;
  /** What was seen of its parts. */
  readonly watched: Watched;
  /** States after each step. */
  readonly states: readonly RunState[];
  /** Events, in order. */
  readonly events: readonly MaskStep[];
  /** What each part did, line by line. */
  readonly trace: readonly string[];
  /** What stopped the run; absent if nothing did. */
  readonly error?: unknown;
}

/** The options of a run of the kit. */
export function runOptions(scenario: Scenario, strategy: Strategy, settings: RunSettings): TrainOptions {
  const { plan, targets, rate, equal, still } = scenario;
  const reaches = strategy.moves.some((move) => move.reachesTarget);
  return {
    model: plan,
    network: pulledNetwork(plan, still),
    seed: settings.seed ?? 1,
    weights: { parameters: drawnWeights(plan, equal), statistics: new Float32Array(0) },
    stages: [
      {
        subnets: targets,
        strategy,
        ...(settings.scheduler && { scheduler: settings.scheduler }),
        optimizer: sgd({ momentum: 0.9 }),
        learningRate: constantRate(rate),
        length: settings.steps,
        data: drawnBatches(plan),
        unreached: reaches ? 'refuse' : 'allow',
      },
    ],
    ...(settings.resume && { resume: settings.resume }),
  };
}

/** Runs a strategy and writes down all that happens. */
export async function record(scenario: Scenario, made: Strategy, settings: RunSettings): Promise<Recording> {
  const watched = watch(made);
  const states: RunState[] = [];
  const events: MaskStep[] = [];
  const trace: string[] = [];
  const keeper: Keeper = { keep: ({ state }) => void states.push(structuredClone(state())) };
  const found = { scenario, made, watched, states, events, trace };
  try {
    const options = runOptions(scenario, watched.strategy, settings);
    const run = train({ ...options, keeper, trace: (entry) => trace.push(JSON.stringify(entry)) });
    for await (const event of run) {
      if (event.type !== 'mask') continue;
      const { step, subnet, k, dropped, grown } = event;
      const progress = watched.views.get(subnet)?.event.progress ?? 0;
      events.push({ step, subnet, k, progress, told: [dropped, grown] });
    }
    return found;
  } catch (error) {
    return { ...found, error };
  }
}

/** Was a run refused with a code of its own, and not merely broken? */
export function isRefusal(error: unknown): boolean {
  return error instanceof AltsparseError && error.code !== 'part-failed';
}

/** Per sub-net: the masks before a step; the first ones before step 0. */
export function masksBefore({ states, watched }: Recording, step: number): readonly Uint8Array[] {
  return step === 0 ? watched.first : (states[step - 1]?.store.masks ?? []);
}

/** Per sub-net: the masks after a step. */
export function masksAfter({ states }: Recording, step: number): readonly Uint8Array[] {
  return states[step]?.store.masks ?? [];
}
