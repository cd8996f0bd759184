import { AltsparseError } from '../error.ts';
import { partPlace } from '../plugin/origin.ts';
import { type Algebra, hostAlgebra, type Where } from '../store/algebra.ts';
import { copyKeptIn } from '../store/kept.ts';
import type { Remembered } from '../store/store.ts';
import { askCoefficients } from './ask-coefficients.ts';
import { type KnownReference, lazyGrams, productsAfter, type Region } from './products.ts';
import type { Conflict, Surgery, SurgeryRandom } from './surgery.ts';

/** One gradient on the table. */
export interface Patient {
  /** Whose it is. */
  readonly subnet: number;
  /** `[plan.parameterCount]`, maskable weights first and restricted to the mask. Not changed. */
  readonly gradient: Float32Array;
  /** The sub-net's mask. */
  readonly mask: Uint8Array;
  /** Where the mask is 1, ascending. Absent: the mask is looked at. */
  readonly kept?: Uint32Array;
  /** Gives an array like the gradient, 0 where the mask is, for the result. Absent, or where more than kept weights change: a new one. */
  readonly spare?: () => Float32Array;
  /** What its surgery draws from. Default: by seed 0, the same in each step. */
  readonly random?: SurgeryRandom;
}

/** What a gradient is compared with. */
export interface Reference extends Remembered {
  /** What is known of it. Absent: it may be anything anywhere. */
  readonly known?: KnownReference | undefined;
}

/** A gradient after surgery. */
export interface Corrected {
  /** Whose it is. */
  readonly subnet: number;
  /** A new array (or the spare one) if anything changed, else the one that came in. */
  readonly gradient: Float32Array;
  /** Arrays that are not 0 where a reference was added outside the mask (`support: 'union'`): those weights count as active in this update. */
  readonly support: readonly Float32Array[];
  /** Products with each reference. */
  readonly conflicts: readonly Conflict[];
}

/**
 * Operates on one gradient.
 *
 * @param regions - The layers, or one region over all of them, as `surgery.scope` asks.
 * @param references - In the order in which their sub-nets trained. Where there are none, nothing changes and the surgery is not asked.
 * @throws AltsparseError `gradient-not-finite` with layer and sub-net; `part-failed` if the coefficients are not one finite number per reference.
 */
export function correct(
  surgery: Surgery,
  patient: Patient,
  references: readonly Reference[],
  regions: readonly Region[],
  algebra: Algebra = hostAlgebra,
): Corrected {
  const { subnet } = patient;
  if (references.length === 0) return { subnet, gradient: patient.gradient, support: [], conflicts: [] };
  const plans = regions.map((region) => planRegion(surgery, patient, references, region, algebra));
  const gradient = addReferences(surgery, patient, references, plans, algebra);
  const layers = regions.map((region) => region.name);
  const conflicts = references.map((reference, index) => ({
    subnet,
    against: reference.subnet,
    layers,
    before: plans.map((plan) => plan.before[index] ?? 0),
    after: plans.map((plan) => plan.after[index] ?? 0),
  }));
  // the patient is 0 outside its mask, so what the result has there came from references, layer by layer
  const support = surgery.support === 'union' && gradient !== patient.gradient ? [gradient] : [];
  return { subnet, gradient, support, conflicts };
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
  references: readonly Reference[],
  region: Region,
  algebra: Algebra,
): RegionPlan {
  const vectors = references.map((one) => one.gradient);
  const kept = { own: patient.kept, references: references.map((one) => one.known) };
  const { whole, masked } = lazyGrams(patient.gradient, vectors, region, patient.mask, algebra, kept);
  const before = vectors.map((_, index) => whole.own(index));
  if (!before.every(Number.isFinite)) throw notFinite(patient, references, region, before);
  const place = `${partPlace('surgery', surgery.name, 'coefficients', surgery)}, layer ${region.name}, sub-net ${patient.subnet}`;
  const coefficients = askCoefficients(surgery, surgery.support === 'active' ? masked : whole, place, patient.random);
  const after = productsAfter(surgery.support === 'union' ? whole : masked, coefficients);
  return { region, coefficients, before, after };
}

/** Float32 numbers are too small for their products to overflow: one of the factors is at fault. */
function notFinite(
  patient: Patient,
  references: readonly Remembered[],
  region: Region,
  products: readonly number[],
): AltsparseError {
  const ill = [patient, ...references].find(
    ({ gradient }) => !gradient.subarray(region.offset, region.offset + region.length).every(Number.isFinite),
  );
  return new AltsparseError('gradient-not-finite', 'A gradient is not finite.', {
    place: `layer ${region.name}, sub-net ${(ill ?? patient).subnet}`,
    found: products,
    hint: 'Try a smaller learning rate, warm-up or clipping.',
  });
}

function addReferences(
  surgery: Surgery,
  patient: Patient,
  references: readonly Remembered[],
  plans: readonly RegionPlan[],
  algebra: Algebra,
): Float32Array {
  const changed = plans.filter((plan) => plan.coefficients.some((factor) => factor !== 0));
  if (changed.length === 0) return patient.gradient;
  const gradient = surgery.support === 'union' ? patient.gradient.slice() : copyOf(patient, changed, algebra);
  for (const { region, coefficients } of changed) {
    const { offset, length } = region;
    const target = { data: gradient, offset };
    const own = { data: patient.gradient, offset };
    const terms = references.map((one, index) => [coefficients[index] ?? 0, { data: one.gradient, offset }] as const);
    const where = surgery.support === 'union' ? undefined : activeIn(patient, region);
    algebra.combine(target, length, [[1, own], ...terms], where);
  }
  return gradient;
}

function activeIn({ mask, kept }: Patient, { offset }: Region): Where {
  return { zones: mask, offset, from: 1, to: 1, ...(kept && { places: kept }) };
}

/** The gradient in an array that may be changed; what is in the regions that change is written there next, so it is not copied to a spare one. */
function copyOf(
  { gradient, mask, kept, spare }: Patient,
  changed: readonly RegionPlan[],
  algebra: Algebra,
): Float32Array {
  if (kept === undefined || spare === undefined) return gradient.slice();
  const target = spare();
  let from = 0;
  const upTo = (end: number): void =>
    copyKeptIn(target, gradient, { mask, kept }, algebra, { offset: from, length: end - from });
  for (const { offset, length } of changed.map((plan) => plan.region).sort((a, b) => a.offset - b.offset)) {
    upTo(offset);
    from = offset + length;
  }
  upTo(mask.length);
  target.set(gradient.subarray(mask.length), mask.length);
  return target;
}
