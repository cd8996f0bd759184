import { AltsparseError } from '../error.ts';
import { type Algebra, hostAlgebra } from '../store/algebra.ts';
import type { Remembered } from '../store/store.ts';
import { lazyGram, productsAfter, type Region } from './products.ts';
import type { Conflict, Surgery } from './surgery.ts';

/** One gradient on the table. */
export interface Patient {
  /** Whose it is. */
  readonly subnet: number;
  /** `[plan.parameterCount]`, maskable weights first and restricted to the mask. Not changed. */
  readonly gradient: Float32Array;
  /** The sub-net's mask. */
  readonly mask: Uint8Array;
}

/** A gradient after surgery. */
export interface Corrected {
  /** Whose it is. */
  readonly subnet: number;
  /** A new array if anything changed, else the one that came in. */
  readonly gradient: Float32Array;
  /** References that were added outside the mask (`support: 'union'`): their support counts as active in this update. */
  readonly support: readonly Float32Array[];
  /** Products with each reference. */
  readonly conflicts: readonly Conflict[];
}

/**
 * Operates on one gradient.
 *
 * @param regions - The layers, or one region over all of them, as `surgery.scope` asks.
 * @param references - In the order in which their sub-nets trained.
 * @throws AltsparseError `gradient-not-finite` with layer and sub-net.
 */
export function correct(
  surgery: Surgery,
  patient: Patient,
  references: readonly Remembered[],
  regions: readonly Region[],
  algebra: Algebra = hostAlgebra,
): Corrected {
  const vectors = references.map((one) => one.gradient);
  const plans = regions.map((region) => planRegion(surgery, patient, vectors, region, algebra));
  const support =
    surgery.support === 'union'
      ? vectors.filter((_, index) => plans.some((plan) => plan.coefficients[index] !== 0))
      : [];
  const conflicts = references.map((reference, index) => ({
    subnet: patient.subnet,
    against: reference.subnet,
    layers: regions.map((region) => region.name),
    before: plans.map((plan) => plan.before[index] ?? 0),
    after: plans.map((plan) => plan.after[index] ?? 0),
  }));
  return {
    subnet: patient.subnet,
    gradient: addReferences(surgery, patient, vectors, plans, algebra),
    support,
    conflicts,
  };
}

interface RegionPlan {
  readonly region: Region;
  readonly coefficients: readonly number[];
  readonly before: readonly number[];
  readonly after: readonly number[];
}

function planRegion(
  surgery: Surgery,
  patient: Patient,
  vectors: readonly Float32Array[],
  region: Region,
  algebra: Algebra,
): RegionPlan {
  const masked = lazyGram(patient.gradient, vectors, region, patient.mask, algebra);
  const whole = lazyGram(patient.gradient, vectors, region, undefined, algebra);
  const coefficients = surgery.coefficients(surgery.support === 'active' ? masked : whole);
  const before = vectors.map((_, index) => whole.own(index));
  if (![...before, ...coefficients].every(Number.isFinite)) {
    throw new AltsparseError('gradient-not-finite', 'A gradient is not finite.', {
      place: `layer ${region.name}, sub-net ${patient.subnet}`,
      found: before,
    });
  }
  return {
    region,
    coefficients,
    before,
    after: productsAfter(whole, surgery.support === 'union' ? whole : masked, coefficients),
  };
}

function addReferences(
  surgery: Surgery,
  patient: Patient,
  vectors: readonly Float32Array[],
  plans: readonly RegionPlan[],
  algebra: Algebra,
): Float32Array {
  const changed = plans.filter((plan) => plan.coefficients.some((factor) => factor !== 0));
  if (changed.length === 0) return patient.gradient;
  const gradient = patient.gradient.slice();
  for (const { region, coefficients } of changed) {
    const target = { data: gradient, offset: region.offset };
    const terms = vectors.map((data, index) => [coefficients[index] ?? 0, { data, offset: region.offset }] as const);
    const where =
      surgery.support === 'union' ? undefined : { zones: patient.mask, offset: region.offset, from: 1, to: 1 };
    algebra.combine(target, region.length, [[1, target], ...terms], where);
  }
  return gradient;
}
