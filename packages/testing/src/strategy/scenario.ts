import type { GraphPlan } from '@altsparse/core';
import { oneWeightPlan, tinyPlan } from '../net/plans.ts';

/** Circumstances in which a strategy must do well. */
export interface Scenario {
  /** What messages call it. */
  readonly name: ScenarioName;
  /** The net. */
  readonly plan: GraphPlan;
  /** Target sparsities. */
  readonly targets: readonly number[];
  /** Learning rate. */
  readonly rate: number;
  /** All weights begin equal. */
  readonly equal?: boolean;
  /** Gradients are 0. */
  readonly still?: boolean;
}

/** Names of the kit's scenarios. */
export type ScenarioName =
  | 'three sub-nets'
  | 'weights at rest'
  | 'one sub-net'
  | 'sparsity 0'
  | 'sparsity nearly 1'
  | 'layers of one weight'
  | 'equal weights'
  | 'gradient 0';

/** Targets of the scenarios with several sub-nets, where nothing else is said. */
const usualTargets: readonly number[] = [0.5, 0.75, 0.9];

/** All scenarios. */
export function scenariosFor(given?: readonly number[]): readonly Scenario[] {
  const targets = given ?? usualTargets;
  const usual = { plan: tinyPlan, targets, rate: 0.1 };
  const last = targets.slice(-1);
  return [
    { ...usual, name: 'three sub-nets' },
    { ...usual, name: 'weights at rest', rate: 0 },
    { ...usual, name: 'one sub-net', targets: last },
    { ...usual, name: 'sparsity 0', targets: [0] },
    { ...usual, name: 'sparsity nearly 1', targets: [0.999] },
    { ...usual, name: 'layers of one weight', plan: oneWeightPlan, targets: [given?.[0] ?? 0.4] },
    { ...usual, name: 'equal weights', equal: true },
    { ...usual, name: 'gradient 0', still: true },
  ];
}
