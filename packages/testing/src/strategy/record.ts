import {
  AltsparseError,
  constantRate,
  type Keeper,
  type Loss,
  type Network,
  type RunState,
  type Scheduler,
  type Strategy,
  sgd,
  type TrainOptions,
  train,
} from '@altsparse/core';
import { drawnBatches, drawnWeights, type NetworkFor, pulledNetwork } from '../net/pulled-network.ts';
import type { Scenario } from './scenario.ts';
import { type Watched, watch } from './watch.ts';

/** What a run is made of beside scenario and strategy. */
export interface RunSettings {
  /** Steps. */
  readonly steps: number;
  /** Who trains when. */
  readonly scheduler?: Scheduler;
  /** What computes. Default: the kit's own network. */
  readonly network?: NetworkFor;
  /** Of the run; weights and batches do not depend on it. Default 1. */
  readonly seed?: number;
  /** Goes on from here. */
  readonly resume?: RunState;
  /** Spoils the arrays that parts were shown, once they have answered. Default false. */
  readonly takeBack?: boolean;
}

/** An event of masks: what it left, and what came before it. */
interface MaskStep {
  /** In which stage. */
  readonly stage: number;
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

/** Everything that the kit knows of one run, or of one stage of it. */
export interface Recording {
  /** Its circumstances. */
  readonly scenario: Scenario;
  /** Length, scheduler and seed. */
  readonly settings: RunSettings;
  /** The strategy as it was made. */
  readonly made: Strategy;
  /** What was seen of its parts. */
  readonly watched: Watched;
  /** States after each step. */
  readonly states: readonly RunState[];
  /** Per step: the dense gradients of the sub-nets that trained. */
  readonly gradients: readonly ReadonlyMap<number, Float32Array>[];
  /** Events, in order. */
  readonly events: readonly MaskStep[];
  /** What each part did, line by line. */
  readonly trace: readonly string[];
  /** What stopped the run; absent if nothing did. */
  readonly error?: unknown;
}

/** Whatever a network computes, nothing is to be learnt from it. */
const stillLoss: Loss = {
  name: 'still',
  evaluate: (logits) => ({ value: 0, gradient: new Float32Array(logits.length) }),
};

/** The options of a run of the kit. */
export function runOptions(scenario: Scenario, strategy: Strategy, settings: RunSettings): TrainOptions {
  const { plan, targets, rate, equal, still } = scenario;
  const reaches = strategy.moves.some((move) => move.reachesTarget);
  return {
    model: plan,
    network: settings.network?.(plan) ?? pulledNetwork(plan, still),
    seed: settings.seed ?? 1,
    weights: { parameters: drawnWeights(plan, equal), statistics: new Float32Array(0) },
    stages: [
      {
        subnets: targets,
        strategy,
        ...(settings.scheduler && { scheduler: settings.scheduler }),
        optimizer: sgd({ momentum: 0.9 }),
        // a net that really computes would not stay finite at the rate of weights that are pulled
        learningRate: constantRate(settings.network ? rate / 10 : rate),
        length: settings.steps,
        data: drawnBatches(plan),
        ...(still && { loss: stillLoss }),
        unreached: reaches ? 'refuse' : 'allow',
      },
    ],
    ...(settings.resume && { resume: settings.resume }),
  };
}

/** Runs a strategy and writes down all that happens. */
export async function record(scenario: Scenario, made: Strategy, settings: RunSettings): Promise<Recording> {
  const watched = watch(made, { takeBack: settings.takeBack === true });
  const states: RunState[] = [];
  const events: MaskStep[] = [];
  const trace: string[] = [];
  const keeper: Keeper = { keep: ({ state }) => void states.push(structuredClone(state())) };
  const options = runOptions(scenario, watched.strategy, settings);
  const { network, gradients } = listen(options.network, () => states.length);
  const found = { scenario, settings, made, watched, states, gradients, events, trace };
  try {
    const run = train({ ...options, network, keeper, trace: (entry) => trace.push(JSON.stringify(entry)) });
    for await (const event of run) {
      if (event.type !== 'mask') continue;
      const { stage, step, subnet, k, dropped, grown } = event;
      const progress = (watched.rounds[stage] ?? watched).views.get(subnet)?.event.progress ?? 0;
      events.push({ stage, step, subnet, k, progress, told: [dropped, grown] });
    }
    return found;
  } catch (error) {
    return { ...found, error };
  }
}

/** The same network; what it gives is written down by the number of steps that are done. */
function listen(network: Network, done: () => number): Pick<Recording, 'gradients'> & { readonly network: Network } {
  const gradients: Map<number, Float32Array>[] = [];
  const listening: Network = {
    ...network,
    async differentiate(request) {
      const pass = await network.differentiate(request);
      const ofStep = gradients[done()] ?? new Map<number, Float32Array>();
      // a copy: the next pass may write into the same array
      gradients[done()] = ofStep.set(request.subnet, pass.gradient.slice());
      return pass;
    },
  };
  return { network: listening, gradients };
}

/** A recording for each stage: several where the strategy asks for rounds, each with the targets of its round. */
export function stagesOf(recording: Recording): readonly Recording[] {
  const { scenario, made, watched, states, gradients, events } = recording;
  const rounds = made.rounds?.({ targets: scenario.targets, weights: scenario.plan.maskableCount });
  if (rounds === undefined) return [recording];
  return rounds.map(({ strategy, sparsities }, stage) => ({
    ...recording,
    scenario: { ...scenario, targets: sparsities },
    made: { ...strategy, ...(made.invariants && { invariants: made.invariants }) },
    watched: watched.rounds[stage] ?? watched,
    states: states.filter((state) => state.stage === stage),
    gradients: gradients.filter((_, i) => states[i]?.stage === stage),
    events: events.filter((event) => event.stage === stage),
  }));
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
