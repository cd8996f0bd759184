import { initialParameters, initialStatistics } from '../graph/initial-parameters.ts';
import type { SubnetWeights } from '../network/network.ts';
import { type Algebra, hostAlgebra } from './algebra.ts';
import { copyKeptIn } from './kept.ts';
import type { Layout } from './layout.ts';

/** What surgery remembers of a sub-net's last step. */
export interface Remembered {
  /** Whose gradient it is. */
  readonly subnet: number;
  /** `[plan.maskableCount]`, restricted to the mask it was made with. */
  readonly gradient: Float32Array;
}

/** Everything of a run that a checkpoint needs, as flat arrays on the host. */
export interface Store {
  /** Who shares what. */
  readonly layout: Layout;
  /** `[layout.masterCount]`: the weights that all sub-nets share, then private ones. */
  readonly masters: Float32Array;
  /** `[layout.statisticCount]`: running means and variances. */
  readonly statistics: Float32Array;
  /** Per sub-net: `[plan.maskableCount]`, 1 where a weight is kept. Replaced by `setMask`, never written into. */
  readonly masks: Uint8Array[];
  /** Per sub-net: how often its mask changed. */
  readonly maskVersions: number[];
  /** Optimizer slots by name: one array of masters' length for all sub-nets, or one for each. */
  readonly slots: Map<string, Float32Array[]>;
  /** What moves remember: per sub-net, per move. Plain trees. */
  readonly moveStates: unknown[][];
  /** What surgery remembers of the round under way, oldest first. */
  remembered: readonly Remembered[];
  /** The round that `remembered` belongs to. */
  rememberedRound: number;
  /** Updates made so far. */
  updates: number;
  /** Per sub-net: updates in which it took part. */
  readonly ownUpdates: number[];
}

/** Which slots an optimizer keeps, and how many sets of them. */
export interface SlotPlan {
  /** Their names. */
  readonly names: readonly string[];
  /** 1, or one for each sub-net. */
  readonly sets: number;
}

/** A store with first weights drawn by seed, all-ones masks and empty slots. Private copies start equal. */
export function createStore(layout: Layout, seed: number, slots: SlotPlan): Store {
  const { plan, subnetCount } = layout;
  const masters = new Float32Array(layout.masterCount);
  const statistics = new Float32Array(layout.statisticCount);
  const parameters = initialParameters(plan, seed);
  const moments = initialStatistics(plan);
  for (let subnet = 0; subnet < subnetCount; subnet++) {
    for (const { source, target, length } of layout.parameters[subnet] ?? [])
      masters.set(parameters.subarray(source, source + length), target);
    for (const { source, target, length } of layout.statistics[subnet] ?? [])
      statistics.set(moments.subarray(source, source + length), target);
  }
  return {
    layout,
    masters,
    statistics,
    masks: Array.from({ length: subnetCount }, () => new Uint8Array(plan.maskableCount).fill(1)),
    maskVersions: Array.from({ length: subnetCount }, () => 0),
    slots: new Map(
      slots.names.map((name) => [name, Array.from({ length: slots.sets }, () => new Float32Array(layout.masterCount))]),
    ),
    moveStates: Array.from({ length: subnetCount }, () => []),
    remembered: [],
    rememberedRound: -1,
    updates: 0,
    ownUpdates: Array.from({ length: subnetCount }, () => 0),
  };
}

/** A sub-net's mask. */
export function maskOf(store: Store, subnet: number): Uint8Array {
  const mask = store.masks[subnet];
  if (mask === undefined) throw new RangeError(`No sub-net ${subnet}.`);
  return mask;
}

/** Gives a sub-net another mask. */
export function setMask(store: Store, subnet: number, mask: Uint8Array): void {
  store.masks[subnet] = mask;
  store.maskVersions[subnet] = (store.maskVersions[subnet] ?? 0) + 1;
}

/** The sub-net that an engine sees: masters where its mask is 1, 0 elsewhere, its private parameters and statistics. New arrays. */
export function subnetWeights(store: Store, subnet: number): SubnetWeights {
  const { layout, masters } = store;
  const mask = maskOf(store, subnet);
  const parameters = new Float32Array(layout.plan.parameterCount);
  for (const { source, target, length } of layout.parameters[subnet] ?? [])
    parameters.set(masters.subarray(target, target + length), source);
  for (let i = 0; i < mask.length; i++) if (mask[i] === 0) parameters[i] = 0;
  const statistics = new Float32Array(layout.plan.statisticCount);
  for (const { source, target, length } of layout.statistics[subnet] ?? [])
    statistics.set(store.statistics.subarray(target, target + length), source);
  return { parameters, statistics, mask, maskVersion: store.maskVersions[subnet] ?? 0 };
}

/**
 * Brings a sub-net that was made by `subnetWeights` under the same mask up to date, in place.
 *
 * @param kept - Places where its mask is 1.
 */
export function refreshWeights(
  store: Store,
  subnet: number,
  { parameters, statistics, mask }: SubnetWeights,
  kept: Uint32Array,
  algebra: Algebra = hostAlgebra,
): void {
  const { layout, masters } = store;
  const { maskableCount } = layout.plan;
  const whole = kept.length === maskableCount;
  for (const { source, target, length } of layout.parameters[subnet] ?? [])
    if (whole || target >= maskableCount) parameters.set(masters.subarray(target, target + length), source);
  if (!whole) copyKeptIn(parameters, masters, { mask, kept }, algebra);
  for (const { source, target, length } of layout.statistics[subnet] ?? [])
    statistics.set(store.statistics.subarray(target, target + length), source);
}

/** Moves a sub-net's running statistics towards those of a batch: decay · running + (1 − decay) · batch. */
export function updateStatistics(store: Store, subnet: number, moments: Float32Array): void {
  for (const { source, target, length, decay } of store.layout.statistics[subnet] ?? []) {
    for (let i = 0; i < length; i++) {
      store.statistics[target + i] =
        decay * (store.statistics[target + i] as number) + (1 - decay) * (moments[source + i] as number);
    }
  }
}
