import type { Policies } from '../mask/strategy.ts';
import { type Algebra, hostAlgebra, type Span, type Where } from '../store/algebra.ts';
import { whereKept } from '../store/kept.ts';
import type { Segment } from '../store/layout.ts';
import type { Store } from '../store/store.ts';
import { ACTIVE, ELSEWHERE, NOWHERE } from '../store/zones.ts';
import type { Optimizer, UpdateSpan } from './optimizer.ts';
import { decayOf, type WeightDecay } from './weight-decay.ts';

/** One update of a store. */
export interface UpdateRequest {
  /** The sub-nets of the turn. */
  readonly subnets: readonly number[];
  /** `[layout.masterCount]`: the sum of their gradients at each master; with `kept`, `[plan.parameterCount]`, and left as it is. Else it may be written to. */
  readonly gradient: Float32Array;
  /** One code per maskable weight; with `kept`, the mask of the one sub-net of the turn. */
  readonly zones: Uint8Array;
  /** Where that mask is 1, ascending: no other maskable weight changes, whatever the policies say. Absent: zones count. */
  readonly kept?: Uint32Array;
  /** Does every weight get the gradient (straight through), not only active ones? */
  readonly everywhere: boolean;
  /** The rule. */
  readonly optimizer: Optimizer;
  /** Learning rate of this step. */
  readonly rate: number;
  /** Weight decay. */
  readonly decay: WeightDecay;
  /** What happens to inactive weights. */
  readonly policies: Policies;
}

/** Updates what the sub-nets of a turn own or share; another sub-net's private parameters stay. */
export function applyUpdate(store: Store, request: UpdateRequest, algebra: Algebra = hostAlgebra): void {
  store.updates++;
  for (const subnet of request.subnets) store.ownUpdates[subnet] = (store.ownUpdates[subnet] ?? 0) + 1;
  const { maskableCount } = store.layout.plan;
  for (const segment of segmentsOf(store, request.subnets)) {
    const span = spanOf(store, request, segment);
    if (segment.target < maskableCount) updateMaskable(span, segment, request, algebra);
    else request.optimizer.update(span, algebra);
  }
}

/** The stretches of masters that a turn's sub-nets have, each once. */
export function segmentsOf(store: Store, subnets: readonly number[]): Iterable<Segment> {
  return new Map(
    subnets.flatMap((subnet) => (store.layout.parameters[subnet] ?? []).map((segment) => [segment.target, segment])),
  ).values();
}

function spanOf(store: Store, request: UpdateRequest, segment: Segment): UpdateSpan {
  const at = (data: Float32Array): Span => ({ data, offset: segment.target });
  const only = request.subnets[0] ?? 0;
  const perSubnet = store.layout.subnetCount > 1 && [...store.slots.values()].some((sets) => sets.length > 1);
  const set = (sets: readonly Float32Array[]): Float32Array =>
    (sets.length === 1 ? sets[0] : sets[only]) as Float32Array;
  // slots that change in a sub-net's own steps alone are as old as those steps
  const owner = segment.owner ?? (perSubnet ? only : undefined);
  return {
    length: segment.length,
    weights: at(store.masters),
    gradient: { data: request.gradient, offset: request.kept === undefined ? segment.target : segment.source },
    slots: Object.fromEntries([...store.slots].map(([name, sets]) => [name, at(set(sets))])),
    rate: request.rate,
    decay: decayOf(request.decay, segment.name),
    update: owner === undefined ? store.updates : (store.ownUpdates[owner] ?? 1),
  };
}

function updateMaskable(span: UpdateSpan, segment: Segment, request: UpdateRequest, algebra: Algebra): void {
  if (request.kept !== undefined) {
    const where = whereKept({ mask: request.zones, kept: request.kept }, segment.target);
    request.optimizer.update(where === undefined ? span : { ...span, where }, algebra);
    return;
  }
  const zone = (from: number, to: number) => ({ zones: request.zones, offset: segment.target, from, to });
  const { elsewhere, nowhere } = request.policies;
  const lowest = request.everywhere ? NOWHERE : elsewhere === 'coast' ? ELSEWHERE : ACTIVE;
  const shrink = (decay: number, code: number): void =>
    algebra.combine(span.weights, span.length, [[1 - span.rate * decay, span.weights]], zone(code, code));
  if (elsewhere === 'decay' && lowest > ELSEWHERE) shrink(span.decay, ELSEWHERE);
  if (typeof nowhere === 'object' && lowest > NOWHERE) shrink(nowhere.decay, NOWHERE);
  if (nowhere === 'coast' && lowest > NOWHERE)
    request.optimizer.update({ ...span, where: zone(NOWHERE, NOWHERE) }, algebra);
  if (typeof nowhere === 'object' && lowest === NOWHERE) pull(span, nowhere.decay, zone(NOWHERE, NOWHERE), algebra);
  const all = lowestCode(request.zones) >= lowest;
  request.optimizer.update(all ? span : { ...span, where: zone(lowest, ACTIVE) }, algebra);
}

const lowestCodes = new WeakMap<Uint8Array, number>();

/** The lowest code that occurs: where nothing is left out, nobody need look at each weight's zone. Zones are read only. */
function lowestCode(zones: Uint8Array): number {
  let found = lowestCodes.get(zones);
  if (found === undefined) {
    found = ACTIVE;
    for (const code of zones) if (code < found) found = code;
    lowestCodes.set(zones, found);
  }
  return found;
}

/** Straight through, the decay of pruned weights is a part of their gradient: g + decay · w (SR-STE, 2021). */
function pull({ gradient, weights, length }: UpdateSpan, decay: number, where: Where, algebra: Algebra): void {
  algebra.combine(
    gradient,
    length,
    [
      [1, gradient],
      [decay, weights],
    ],
    where,
  );
}
