import { sparsityOf } from '../mask/count.ts';
import type { Network } from '../network/network.ts';
import { type InitialWeights, takeWeights } from '../store/initial-weights.ts';
import { createLayout, type Layout } from '../store/layout.ts';
import { restoreSnapshot, type Snapshot } from '../store/snapshot.ts';
import { createStore, maskOf, type Store, setMask } from '../store/store.ts';
import { clearNowhere } from '../store/union.ts';
import { type Stage, type StageRun, startStage } from './context.ts';
import { differentiate } from './differentiate.ts';
import { applyMoves, relate } from './remask.ts';

/** What a stage begins with, beside what is drawn by seed. */
export interface Inheritance {
  /** First weights of the run that come from elsewhere. */
  readonly weights?: readonly InitialWeights[];
  /** The stage before; absent for the first. */
  readonly previous?: Store;
  /** What an earlier stage had at the step that this stage rewinds to. */
  readonly rewind?: Snapshot;
}

/** Makes the store of a stage: weights by its `start`, then the first masks. */
export async function beginStage(stage: Stage, network: Network, inheritance: Inheritance): Promise<StageRun> {
  const store = storeOf(stage);
  const { previous } = inheritance;
  if (stage.options.start !== 'fresh' && previous !== undefined) inherit(store, previous);
  else takeWeights(store, inheritance.weights ?? []);
  const run = startStage(stage, network, store);
  if (stage.options.masks !== 'previous') await firstMasks(run);
  if (inheritance.rewind !== undefined) rewind(store, inheritance.rewind);
  clearNowhere(store, stage.policies);
  return run;
}

/**
 * Puts a stage to work where it stood.
 *
 * @throws AltsparseError `snapshot-shape` if the contents are of another model, other sub-nets or another optimizer.
 */
export function resumeStage(stage: Stage, network: Network, contents: Snapshot): StageRun {
  const store = storeOf(stage);
  restoreSnapshot(store, contents);
  store.maskVersions.splice(0, store.maskVersions.length, ...contents.maskVersions);
  return startStage(stage, network, store);
}

function storeOf(stage: Stage): Store {
  const sets = stage.policies.slots === 'perSubnet' ? stage.targets.length : 1;
  const layout = createLayout(stage.plan, stage.targets.length, stage.options.normalisation);
  return createStore(layout, stage.seed, { names: stage.optimizer.slots, sets });
}

/** The first masks, by the strategy's initial move: all sub-nets see the same weights and, if asked for, the same batch. */
async function firstMasks(stage: StageRun): Promise<void> {
  const { initial } = stage.options.strategy;
  const event = { k: 0, progress: 0, step: 0, steps: stage.length.steps };
  const masks: Uint8Array[] = [];
  for (const subnet of stage.targets.keys()) {
    const needed = initial.needs?.includes('gradient') === true;
    const gradient = needed
      ? (await differentiate(stage, subnet, 0, { batches: [await stage.data.batch(0)], loss: stage.loss }, 'all'))
          .gradient
      : undefined;
    masks.push(applyMoves(stage, [initial], subnet, event, gradient));
  }
  for (const [subnet, mask] of masks.entries()) {
    setMask(stage.store, subnet, mask);
    stage.store.moveStates[subnet] = [];
  }
  relate(stage, 0);
}

/** Takes over another store's weights, statistics and masks; a sub-net without a namesake takes those of the last one. Slots start at 0. */
function inherit(store: Store, from: Store): void {
  for (let subnet = 0; subnet < store.layout.subnetCount; subnet++) {
    const other = Math.min(subnet, from.layout.subnetCount - 1);
    copySegments(store.layout, store.masters, from.layout, from.masters, 'parameters', subnet, other);
    copySegments(store.layout, store.statistics, from.layout, from.statistics, 'statistics', subnet, other);
    setMask(store, subnet, maskOf(from, other));
  }
}

function copySegments(
  layout: Layout,
  target: Float32Array,
  fromLayout: Layout,
  source: Float32Array,
  kind: 'parameters' | 'statistics',
  subnet: number,
  other: number,
): void {
  const places = new Map((fromLayout[kind][other] ?? []).map((segment) => [segment.name, segment]));
  for (const segment of layout[kind][subnet] ?? []) {
    const place = places.get(segment.name);
    if (place !== undefined) target.set(source.subarray(place.target, place.target + place.length), segment.target);
  }
}

/** Goes back to earlier weights, statistics and slots under the masks of now. */
function rewind(store: Store, snapshot: Snapshot): void {
  const masks = [...store.masks];
  restoreSnapshot(store, snapshot);
  masks.forEach((mask, subnet) => {
    setMask(store, subnet, mask);
  });
  store.remembered = [];
  store.rememberedRound = -1;
}

/** What a stage says at its beginning. */
export function describeStart(stage: StageRun): { name: string; sparsity: number; target: number }[] {
  return stage.targets.map((target, subnet) => ({
    name: stage.names[subnet] ?? '',
    sparsity: sparsityOf(maskOf(stage.store, subnet)),
    target,
  }));
}
