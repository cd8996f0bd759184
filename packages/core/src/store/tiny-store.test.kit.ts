import { GraphBuilder } from '../graph/builder.ts';
import type { GraphPlan } from '../graph/graph.ts';
import { planGraph } from '../graph/plan-graph.ts';
import { createLayout, type NormalisationRule } from './layout.ts';
import { createStore, type SlotPlan, type Store, setMask } from './store.ts';

/** A dense layer of 2 by 4 with bias and normalisation: 8 maskable weights, 4 biases, 4 scales, 4 offsets. */
export function tinyPlan(): GraphPlan {
  const net = new GraphBuilder('tiny', [2]);
  net.batchNorm('norm', net.dense('layer', net.input, 4));
  return planGraph(net.build());
}

/** What a test says of a store; the rest has plain values. */
export interface TinyParts {
  readonly masks: readonly (readonly number[])[];
  readonly weights?: readonly number[];
  readonly slots?: SlotPlan;
  readonly rules?: readonly NormalisationRule[];
}

/** A store over `tinyPlan` with a sub-net for each mask. Weights are 1 to 8 unless told. */
export function tinyStore(parts: TinyParts): Store {
  const layout = createLayout(tinyPlan(), parts.masks.length, parts.rules);
  const store = createStore(layout, 1, parts.slots ?? { names: ['momentum'], sets: 1 });
  store.masters.set(parts.weights ?? [1, 2, 3, 4, 5, 6, 7, 8]);
  parts.masks.forEach((mask, subnet) => {
    setMask(store, subnet, Uint8Array.from(mask));
  });
  return store;
}

/** One slot array of a store. */
export function slotAt(store: Store, name = 'momentum', set = 0): Float32Array {
  const slot = store.slots.get(name)?.[set];
  if (slot === undefined) throw new RangeError(`No slot ${name} ${set}.`);
  return slot;
}

/** The maskable weights of a store. */
export function weightsOf(store: Store): number[] {
  return [...store.masters.subarray(0, 8)];
}
