import type { MaskLayer } from '../mask/layer.ts';
import { type Algebra, hostAlgebra } from '../store/algebra.ts';
import type { Remembered, Store } from '../store/store.ts';
import { type Corrected, correct, type Patient, type Reference } from './correct.ts';
import { type KnownReference, knownReference, type Region } from './products.ts';
import type { Surgery } from './surgery.ts';

/**
 * Operates on all gradients of a turn and remembers them for the rest of the round. Memory starts empty at each round,
 * so the first sub-net of a round is left alone and no round reaches into the next.
 *
 * @param round - The turn's round.
 * @param patients - The gradients of the turn, in the order in which the sub-nets trained.
 */
export function operate(
  store: Store,
  surgery: Surgery,
  round: number,
  patients: readonly Patient[],
  layers: readonly MaskLayer[],
  algebra: Algebra = hostAlgebra,
): Corrected[] {
  if (store.rememberedRound !== round) store.remembered = [];
  store.rememberedRound = round;
  const regions = surgery.scope === 'layer' ? layers : [everything(layers)];
  return patients.map((patient, index) => {
    const corrected = correct(
      surgery,
      patient,
      referencesOf(store.remembered, surgery, patient, patients.slice(index + 1), algebra),
      regions,
      algebra,
    );
    const left = surgery.remember === 'raw' ? patient : corrected;
    remember(store, left, knownOnce(patient, left, corrected, algebra));
    return corrected;
  });
}

function everything(layers: readonly MaskLayer[]): Region {
  return { name: '*', offset: 0, length: layers.reduce((sum, layer) => sum + layer.length, 0) };
}

function referencesOf(
  remembered: readonly Remembered[],
  surgery: Surgery,
  patient: Patient,
  later: readonly Patient[],
  algebra: Algebra,
): readonly Reference[] {
  const earlier = remembered
    .filter((one) => one.subnet !== patient.subnet)
    .map((one) => ({ ...one, known: knownOf.get(one.gradient) }));
  if (surgery.against === 'previous') return earlier.slice(-1);
  return surgery.against === 'allEarlier'
    ? earlier
    : [...earlier, ...later.map((one) => ({ ...one, known: look(one.gradient, one, algebra) }))];
}

/** Of gradients from a checkpoint nothing is known, which costs a little time and no bit. */
const knownOf = new WeakMap<Float32Array, KnownReference>();

function look(gradient: Float32Array, { mask, kept }: Patient, algebra: Algebra): KnownReference | undefined {
  return kept && knownReference(gradient, { mask, kept }, algebra);
}

/** What is remembered is looked at once: a gradient that was compared has been, as its products are finite. */
function knownOnce(
  patient: Patient,
  { gradient }: Remembered,
  { conflicts, support }: Corrected,
  algebra: Algebra,
): KnownReference | undefined {
  const { mask, kept } = patient;
  const raw = gradient === patient.gradient;
  if (!raw && support.length > 0) return undefined; // it is not 0 outside of the mask
  return raw && conflicts.length > 0 ? kept && { mask, kept, finite: true } : look(gradient, patient, algebra);
}

function remember(store: Store, { subnet, gradient }: Remembered, known: KnownReference | undefined): void {
  const maskable = gradient.subarray(0, store.layout.plan.maskableCount);
  if (known !== undefined) knownOf.set(maskable, known);
  store.remembered = [...store.remembered.filter((one) => one.subnet !== subnet), { subnet, gradient: maskable }];
}
