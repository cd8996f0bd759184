import { AltsparseError } from '../error.ts';
import { countKept, sparsityOf } from '../mask/count.ts';
import type { MaskEvent, MaskView, Move } from '../mask/move.ts';
import { partPlace } from '../plugin/origin.ts';
import { randomStream } from '../random.ts';
import { rampProgress } from '../schedule/timetable.ts';
import { maskOf, setMask } from '../store/store.ts';
import { settleUnion, unionOf } from '../store/union.ts';
import { attempt } from './blame.ts';
import { type StageRun, startSparsity } from './context.ts';
import type { MaskChange } from './events.ts';
import { digest, tell } from './trace.ts';

/** A change of one sub-net's mask that is due. */
export interface Due {
  /** Which sub-net. */
  readonly subnet: number;
  /** In which step. */
  readonly step: number;
  /** Number of the event. */
  readonly k: number;
}

/**
 * The strategy's moves one after the other, then the relation, then values and slots of weights new to the union. Tells
 * of the sub-net itself and of every other whose mask the relation changed.
 */
export function remask(stage: StageRun, due: Due, gradient?: Float32Array): void {
  const { store, options, timetable } = stage;
  const before = [...store.masks];
  const progress = timetable === undefined ? 1 : rampProgress(timetable, due.k);
  const event = { k: due.k, progress, step: due.step, steps: stage.length.steps };
  setMask(store, due.subnet, applyMoves(stage, options.strategy.moves, due.subnet, event, gradient));
  relate(stage, due.step, before);
  settleUnion(store, unionOf(before), unionOf(store.masks), stage.policies);
  before.forEach((mask, subnet) => {
    if (subnet === due.subnet || store.masks[subnet] !== mask)
      stage.pending.push(describe(stage, { ...due, subnet }, mask));
  });
}

function describe(stage: StageRun, due: Due, before: Uint8Array): MaskChange {
  const after = maskOf(stage.store, due.subnet);
  const common = countCommon(before, after);
  return {
    type: 'mask',
    stage: stage.index,
    ...due,
    sparsity: sparsityOf(after),
    dropped: countKept(before) - common,
    grown: countKept(after) - common,
  };
}

/** A loop: this is done in every step where masks change in each. */
function countCommon(one: Uint8Array, other: Uint8Array): number {
  let count = 0;
  for (let i = 0; i < one.length; i++) count += (one[i] as number) & (other[i] as number);
  return count;
}

/** Lets moves work on a sub-net's mask in turn; keeps what they want to remember. */
export function applyMoves(
  stage: StageRun,
  moves: readonly Move[],
  subnet: number,
  event: MaskEvent,
  gradient?: Float32Array,
): Uint8Array {
  const before = maskOf(stage.store, subnet);
  const states = stage.store.moveStates[subnet] ?? [];
  const hook = moves === stage.options.strategy.moves ? (stage.timetable?.place ?? 'initial') : 'initial';
  let mask = before;
  moves.forEach((move, index) => {
    const view = maskView(stage, subnet, event, before, mask, move.needs?.includes('gradient') ? gradient : undefined);
    const part = partPlace('move', move.name, 'apply', move, stage.options.strategy);
    const result = attempt(`${part}, sub-net ${subnet}, step ${event.step}`, () => {
      const moved = move.apply(view, states[index]);
      refuseMask(moved?.mask, before.length);
      return moved;
    });
    states[index] = result.state;
    mask = result.mask;
    tellMask(stage, { step: event.step, hook, part: move.name, subnet }, mask);
  });
  return mask;
}

/** Applies the strategy's relation between masks, if it has one. */
export function relate(stage: StageRun, step: number, before?: readonly Uint8Array[]): void {
  const { store, plan } = stage;
  const { strategy } = stage.options;
  const { relation } = strategy;
  if (relation === undefined) return;
  const part = partPlace('relation', relation.name, 'relate', relation, strategy);
  const related = attempt(`${part}, step ${step}`, () => {
    const masks = relation.relate([...store.masks], store.masters.subarray(0, plan.maskableCount), {
      before,
      layers: stage.layers,
    });
    refuseMasks(masks, store.masks.length, plan.maskableCount);
    return masks;
  });
  related.forEach((mask, subnet) => {
    if (mask === store.masks[subnet]) return;
    setMask(store, subnet, mask);
    tellMask(stage, { step, hook: 'relation', part: relation.name, subnet }, mask);
  });
}

function tellMask(stage: StageRun, told: Parameters<typeof tell>[1], mask: Uint8Array): void {
  tell(stage, told, () => `kept ${countKept(mask)}, mask ${digest(mask)}`);
}

function refuseMasks(masks: readonly Uint8Array[], count: number, length: number): void {
  if (masks?.length !== count)
    throw new AltsparseError('mask-shape', 'A relation must give one mask for each sub-net.', {
      found: masks?.length,
      expected: count,
    });
  for (const mask of masks) refuseMask(mask, length);
}

function refuseMask(mask: Uint8Array | undefined, length: number): void {
  if (!(mask instanceof Uint8Array))
    throw new AltsparseError('mask-shape', 'There is no mask.', { found: typeof mask, expected: 'a Uint8Array' });
  if (mask.length !== length)
    throw new AltsparseError('mask-shape', 'A mask has the wrong length.', { found: mask.length, expected: length });
  const wrong = indexOverOne(mask);
  if (wrong >= 0)
    throw new AltsparseError('mask-shape', 'A mask may hold 0 and 1 only.', {
      place: `weight ${wrong}`,
      found: mask[wrong],
    });
}

function indexOverOne(mask: Uint8Array): number {
  for (let i = 0; i < mask.length; i++) if ((mask[i] as number) > 1) return i;
  return -1;
}

function maskView(
  stage: StageRun,
  subnet: number,
  event: MaskEvent,
  before: Uint8Array,
  mask: Uint8Array,
  gradient: Float32Array | undefined,
): MaskView {
  const { store, plan } = stage;
  return {
    weights: store.masters.subarray(0, plan.maskableCount),
    mask,
    before,
    gradient: gradient?.subarray(0, plan.maskableCount),
    slot: (name) => {
      const sets = store.slots.get(name);
      return (sets?.[subnet] ?? sets?.[0])?.subarray(0, plan.maskableCount);
    },
    layers: stage.layers,
    subnet,
    initialSparsity: startSparsity(stage, subnet),
    targetSparsity: stage.targets[subnet] ?? 0,
    event,
    random: (purpose, subnets = 'own') =>
      randomStream(stage.seed, purpose, stage.index, event.step, subnets === 'own' ? subnet : -1),
  };
}
