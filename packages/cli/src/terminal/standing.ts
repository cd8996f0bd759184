import type { RunEvent } from '@altsparse/core';

/** Share of an average that a new value takes: about the last ten values count. */
const freshness = 0.1;

/** How a sub-net stands. */
export interface SubnetStanding {
  /** Its name. */
  readonly name: string;
  /** Running mean of its training loss; undefined before its first step. */
  loss?: number;
  /** Running mean of its training accuracy. */
  accuracy?: number;
  /** Share of zeros. */
  sparsity: number;
  /** Accuracy at the last evaluation. */
  evaluated?: number;
}

/** How a run stands, from its events. */
export interface Standing {
  /** Which stage, if there are several: `stage 2/12 (round 1)`. */
  stage?: string;
  /** Steps done. */
  done: number;
  /** Steps in all. */
  steps: number;
  /** Steps of an epoch. */
  stepsPerEpoch: number;
  /** Running mean of a step's time. */
  milliseconds?: number;
  /** The evaluation that is going on: which sub-net, batches done and in all. */
  evaluating?: { readonly subnet: number; readonly done: number; readonly batches: number };
  /** The sub-nets. */
  subnets: SubnetStanding[];
}

/** Before the first event. */
export function noStanding(): Standing {
  return { done: 0, steps: 0, stepsPerEpoch: 1, subnets: [] };
}

/** Brings a standing up to date. */
export function follow(standing: Standing, event: RunEvent): void {
  if (event.type === 'evaluating') standing.evaluating = event;
  else delete standing.evaluating;
  if (event.type === 'stage') {
    beginStage(standing, event);
  } else if (event.type === 'step') {
    standing.done = event.step + 1;
    standing.milliseconds = blend(standing.milliseconds, event.milliseconds);
    for (const { subnet, loss, accuracy, sparsity } of event.trained) {
      const one = standing.subnets[subnet];
      if (one === undefined) continue;
      Object.assign(one, { loss: blend(one.loss, loss), accuracy: blend(one.accuracy, accuracy), sparsity });
    }
  } else if (event.type === 'evaluation') {
    const one = standing.subnets[event.subnet];
    if (one !== undefined) Object.assign(one, { evaluated: event.accuracy, sparsity: event.sparsity });
  }
}

function beginStage(standing: Standing, event: Extract<RunEvent, { type: 'stage' }>): void {
  const { stage, stages = 1, name, steps, stepsPerEpoch, subnets } = event;
  const named = name === undefined ? '' : ` (${name})`;
  if (stages > 1) standing.stage = `stage ${stage + 1}/${stages}${named}`;
  Object.assign(standing, { done: 0, steps, stepsPerEpoch });
  standing.subnets = subnets.map((one) => ({ name: one.name, sparsity: one.sparsity }));
}

/** Steps in a second. */
export function stepsPerSecond({ milliseconds }: Standing): number {
  return milliseconds === undefined || milliseconds === 0 ? Number.NaN : 1000 / milliseconds;
}

function blend(old: number | undefined, value: number): number {
  return old === undefined ? value : old + freshness * (value - old);
}
