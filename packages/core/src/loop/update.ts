import { applyUpdate, segmentsOf } from '../optimizer/apply-update.ts';
import { clipNorm } from '../optimizer/clip.ts';
import { randomStream } from '../random.ts';
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
  const patients: Patient[] = gradients.map((one) => ({
    ...one,
    mask: maskOf(stage.store, one.subnet),
    random: (purpose) => randomStream(stage.seed, purpose, stage.index, step, one.subnet),
  }));
  if (surgery === undefined)
    return patients.map(({ subnet, gradient }) => ({ subnet, gradient, support: [], conflicts: [] }));
  const corrected = operateAt(step, () => operate(stage.store, surgery, round, patients, stage.layers));
  const conflicts = corrected.flatMap((one) => one.conflicts);
  for (const { subnet, gradient } of corrected)
    tell(stage, { step, hook: 'surgery', part: surgery.name, subnet }, () => `gradient ${digest(gradient)}`);
  if (conflicts.length > 0) stage.pending.push({ type: 'conflict', stage: stage.index, step, conflicts });
  return corrected;
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
  const { store, options } = stage;
  const subnets = gradients.map((one) => one.subnet);
  const gradient = sumAtMasters(store, gradients);
  if (options.clipNorm !== undefined) clipNorm(gradient, segmentsOf(store, subnets), options.clipNorm);
  const rate = stage.learningRate({ ...stage.length, step });
  operateAt(step, () =>
    applyUpdate(store, {
      subnets,
      gradient,
      zones: zonesWith(
        stage,
        subnets,
        gradients.flatMap((one) => one.support),
      ),
      everywhere: options.strategy.gradient === 'straightThrough',
      optimizer: stage.optimizer,
      rate,
      decay: options.weightDecay ?? 0,
      policies: stage.policies,
    }),
  );
  const told = { step, hook: 'optimizer', part: stage.optimizer.name } as const;
  tell(stage, told, () => `rate ${rate}, masters ${digest(store.masters)}`);
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
