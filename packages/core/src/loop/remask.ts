import { AltsparseError } from '../error.ts';
import { countKept, sparsityOf } from '../mask/count.ts';
import type { MaskEvent, MaskView, Move } from '../mask/move.ts';
import { randomStream } from '../random.ts';
import { rampProgress } from '../schedule/timetable.ts';
import { maskOf, setMask } from '../store/store.ts';
import { settleUnion, unionOf } from '../store/union.ts';
import { type StageRun, startSparsity } from './context.ts';

/** A change of one sub-net's mask that is due. */
export interface Due {
  /** Which sub-net. */
  readonly subnet: number;
  /** In which step. */
  readonly step: number;
  /** Number of the event. */
  readonly k: number;
}

/** The strategy's moves one after the other, then the relation, then values and slots of weights new to the union. */
export function remask(stage: StageRun, due: Due, gradient?: Float32Array): void {
  const { store, options, timetable } = stage;
  const before = maskOf(store, due.subnet);
  const union = unionOf(store.masks);
  const progress = timetable === undefined ? 1 : rampProgress(timetable, due.k);
  const event = { k: due.k, progress, step: due.step, steps: stage.length.steps };
  const mask = applyMoves(stage, options.strategy.moves, due.subnet, event, gradient);
  setMask(store, due.subnet, mask);
  relate(stage);
  settleUnion(store, union, unionOf(store.masks), stage.policies);
  const after = maskOf(store, due.subnet);
  const common = countKept(before.map((kept, i) => kept & (after[i] as number)));
  stage.pending.push({
    type: 'mask',
    stage: stage.index,
    ...due,
    sparsity: sparsityOf(after),
    dropped: countKept(before) - common,
    grown: countKept(after) - common,
  });
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
  let mask = before;
  moves.forEach((move, index) => {
    const view = maskView(stage, subnet, event, before, mask, move.needs?.includes('gradient') ? gradient : undefined);
    const result = attempt(move, view, states[index]);
    states[index] = result.state;
    mask = result.mask;
  });
  return mask;
}

/** Applies the strategy's relation between masks, if it has one. */
export function relate(stage: StageRun): void {
  const { store, plan } = stage;
  const related = stage.options.strategy.relation?.relate(store.masks, store.masters.subarray(0, plan.maskableCount));
  related?.forEach((mask, subnet) => {
    if (mask !== store.masks[subnet]) setMask(store, subnet, mask);
  });
}

function attempt(move: Move, view: MaskView, state: unknown): ReturnType<Move['apply']> {
  const place = `move '${move.name}', sub-net ${view.subnet}, step ${view.event.step}`;
  try {
    const result = move.apply(view, state);
    if (result.mask.length === view.mask.length) return result;
    throw new AltsparseError('move-mask', 'A move gave a mask of the wrong length.', {
      found: result.mask.length,
      expected: view.mask.length,
    });
  } catch (cause) {
    const code = cause instanceof AltsparseError ? cause.code : 'part-failed';
    throw new AltsparseError(code, cause instanceof Error ? cause.message : String(cause), { place, cause });
  }
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
