import { applyUpdate, segmentsOf, type UpdateRequest } from '../optimizer/apply-update.ts';
import { clipNorm } from '../optimizer/clip.ts';
import { randomStream } from '../random.ts';
import { copyKept } from '../store/kept.ts';
import { maskOf, type Store } from '../store/store.ts';
import { ACTIVE, ELSEWHERE } from '../store/zones.ts';
import type { Corrected, Patient } from '../surgery/correct.ts';
import { operate } from '../surgery/operate.ts';
import { locate } from './blame.ts';
import type { StageRun } from './context.ts';
import { digest, tell } from './trace.ts';

/** The gradient of one sub-net in a turn. */
export interface TurnGradient {
  /** Whose. */
  readonly subnet: number;
  /** `[plan.parameterCount]`. */
  readonly gradient: Float32Array;
}

/** Surgery on the gradients of a turn: without any, they pass as they are. */
export function correctGradients(
  stage: StageRun,
  step: number,
  round: number,
  gradients: readonly TurnGradient[],
): readonly Corrected[] {
  const { surgery } = stage.options;
  if (surgery === undefined)
    return gradients.map(({ subnet, gradient }) => ({ subnet, gradient, support: [], conflicts: [] }));
  const patients: Patient[] = gradients.map((one) => ({
    ...one,
    mask: maskOf(stage.store, one.subnet),
    ...listsOf(stage, one.subnet, gradients.length === 1),
    random: (purpose) => randomStream(stage.seed, purpose, stage.index, step, one.subnet),
  }));
  const corrected = operateAt(step, () => operate(stage.store, surgery, round, patients, stage.layers, stage.algebra));
  const conflicts = corrected.flatMap((one) => one.conflicts);
  for (const { subnet, gradient } of corrected)
    tell(stage, { step, hook: 'surgery', part: surgery.name, subnet }, () => `gradient ${digest(gradient)}`);
  if (conflicts.length > 0) stage.pending.push({ type: 'conflict', stage: stage.index, step, conflicts });
  return corrected;
}

/** Where a gradient is not 0, and, of a sub-net that trains alone, what its surgery may write to. */
function listsOf({ options, books }: StageRun, subnet: number, alone: boolean): Pick<Patient, 'kept' | 'spare'> {
  if (options.strategy.gradient === 'straightThrough') return {};
  const own = books.of(subnet);
  return { kept: own.kept, ...(alone && { spare: () => own.corrected }) };
}

function operateAt<Result>(step: number, work: () => Result): Result {
  try {
    return work();
  } catch (cause) {
    throw locate(`step ${step}`, cause);
  }
}

/** Sums the gradients of a turn at the masters and updates; returns the learning rate used. */
export function updateWeights(stage: StageRun, step: number, gradients: readonly Corrected[]): number {
  const { store } = stage;
  const [first] = gradients;
  const rate =
    first !== undefined && keptOnly(stage, gradients)
      ? updateKept(stage, step, first)
      : update(stage, step, gradients, {
          gradient: sumAtMasters(store, gradients),
          zones: zonesWith(
            stage,
            gradients.map((one) => one.subnet),
            gradients.flatMap((one) => one.support),
          ),
        });
  const told = { step, hook: 'optimizer', part: stage.optimizer.name } as const;
  tell(stage, told, () => `rate ${rate}, masters ${digest(store.masters)}`);
  return rate;
}

/** Does a turn change kept weights of one sub-net and no other maskable ones? */
function keptOnly({ options, policies }: StageRun, gradients: readonly Corrected[]): boolean {
  const still = policies.elsewhere === 'freeze' && (policies.nowhere === 'zero' || policies.nowhere === 'keep');
  const alone = gradients.length === 1 && gradients[0]?.support.length === 0;
  return still && alone && options.strategy.gradient !== 'straightThrough';
}

function updateKept(stage: StageRun, step: number, corrected: Corrected): number {
  const { mask, kept } = stage.books.of(corrected.subnet);
  const gradient = stage.options.clipNorm === undefined ? corrected.gradient : writable(stage, corrected);
  return update(stage, step, [corrected], { gradient, zones: mask, kept });
}

/** The gradient, or a copy if it is remembered: clipping writes into it. */
function writable({ store, books, algebra }: StageRun, { subnet, gradient }: Corrected): Float32Array {
  if (!store.remembered.some((one) => one.gradient.buffer === gradient.buffer)) return gradient;
  const { mask, kept, corrected } = books.of(subnet);
  return gradient === corrected ? gradient.slice() : copyKept(corrected, gradient, { mask, kept }, algebra);
}

function update(
  stage: StageRun,
  step: number,
  turn: readonly Pick<Corrected, 'subnet'>[],
  what: Pick<UpdateRequest, 'gradient' | 'zones' | 'kept'>,
): number {
  const { store, options, optimizer, policies, algebra } = stage;
  const subnets = turn.map((one) => one.subnet);
  const { gradient, zones, kept } = what;
  if (options.clipNorm !== undefined)
    clipNorm(gradient, segmentsOf(store, subnets), options.clipNorm, algebra, kept && { mask: zones, kept });
  const rate = stage.learningRate({ ...stage.length, step });
  const everywhere = options.strategy.gradient === 'straightThrough';
  const decay = options.weightDecay ?? 0;
  const request = { ...what, subnets, everywhere, optimizer, rate, decay, policies };
  operateAt(step, () => applyUpdate(store, request, algebra));
  return rate;
}

function sumAtMasters(store: Store, gradients: readonly Corrected[]): Float32Array {
  const sum = new Float32Array(store.layout.masterCount);
  for (const [index, { subnet, gradient }] of gradients.entries()) {
    for (const { source, target, length } of store.layout.parameters[subnet] ?? []) {
      if (index === 0) sum.set(gradient.subarray(source, source + length), target);
      else
        for (let i = 0; i < length; i++)
          sum[target + i] = (sum[target + i] as number) + (gradient[source + i] as number);
    }
  }
  return sum;
}

/** Zones of a turn; where surgery added a reference outside the mask, a weight that lives in another sub-net is active too. */
function zonesWith(stage: StageRun, subnets: readonly number[], support: readonly Float32Array[]): Uint8Array {
  const zones = stage.zoneMap.zones(subnets);
  if (support.length === 0) return zones;
  return zones.map((zone, i) =>
    zone === ELSEWHERE && support.some((reference) => reference[i] !== 0) ? ACTIVE : zone,
  );
}
