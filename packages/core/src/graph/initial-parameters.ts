import { randomStream } from '../random.ts';
import type { GraphPlan } from './graph.ts';
import { drawInitial } from './initialiser.ts';

/**
 * First values of all parameters of a graph, in the order of its plan. Each parameter has a stream of its own
 * (derived from its name), so that masking or leaving out one leaves the others' draws as they are.
 *
 * @param plan - The graph.
 * @param seed - The run's seed.
 * @returns `[plan.parameterCount]`.
 */
export function initialParameters(plan: GraphPlan, seed: number): Float32Array {
  const values = new Float32Array(plan.parameterCount);
  for (const parameter of plan.parameters) {
    const random = randomStream(seed, `initialise ${parameter.name}`);
    values.set(drawInitial(parameter.initialiser, parameter.length, parameter, random), parameter.offset);
  }
  return values;
}

/** First running statistics of a graph: mean 0, variance 1. */
export function initialStatistics(plan: GraphPlan): Float32Array {
  const values = new Float32Array(plan.statisticCount);
  for (const one of plan.normalisations) values.fill(1, one.offset + one.channels, one.offset + 2 * one.channels);
  return values;
}
