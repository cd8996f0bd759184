import { AltsparseError } from '../error.ts';
import type { MaskLayer } from './layer.ts';
import type { Pattern, UnitFamily } from './pattern.ts';
import { notANumber } from './select.ts';

/** A family of units at its place among all units of a net. */
export interface PlacedFamily extends UnitFamily {
  /** Its layer. */
  readonly layer: MaskLayer;
  /** Number of its first unit. */
  readonly first: number;
}

/** All units of a net, layer by layer, in one numbering. */
export interface UnitPlan {
  /** The pattern that made it. */
  readonly pattern: Pattern;
  /** Families in order. */
  readonly families: readonly PlacedFamily[];
  /** For each layer, its first unit and one past its last. */
  readonly ranges: readonly {
    /** First unit. */
    readonly from: number;
    /** One past the last. */
    readonly to: number;
    /** Weights that stay even when all its units are pruned. */
    readonly least: number;
  }[];
  /** How many units there are. */
  readonly count: number;
  /** `[count]`: how many more weights a unit has whole than pruned. */
  readonly gains: Int32Array;
}

const plans = new WeakMap<Pattern, WeakMap<readonly MaskLayer[], UnitPlan>>();

/**
 * The units of a net under a pattern; worked out once.
 *
 * @throws AltsparseError `pattern-fits-nowhere` if no layer has a unit.
 */
export function planUnits(pattern: Pattern, layers: readonly MaskLayer[]): UnitPlan {
  const known = plans.get(pattern) ?? new WeakMap<readonly MaskLayer[], UnitPlan>();
  plans.set(pattern, known);
  const found = known.get(layers) ?? makePlan(pattern, layers);
  known.set(layers, found);
  return found;
}

function makePlan(pattern: Pattern, layers: readonly MaskLayer[]): UnitPlan {
  const families: PlacedFamily[] = [];
  let count = 0;
  const ranges = layers.map((layer) => {
    const from = count;
    let least = layer.length;
    for (const family of pattern.families(layer)) {
      families.push({ ...family, layer, first: count });
      count += family.starts.length;
      least -= family.starts.length * (family.offsets.length - family.keep);
    }
    return { from, to: count, least };
  });
  if (count === 0)
    throw new AltsparseError('pattern-fits-nowhere', `Pattern '${pattern.name}' has no unit in any layer.`, {
      found: layers.map(({ name, shape }) => `${name} [${shape.join(', ')}]`).join('; '),
    });
  const gains = new Int32Array(count);
  for (const { first, starts, offsets, keep } of families)
    gains.fill(offsets.length - keep, first, first + starts.length);
  return { pattern, families, ranges, count, gains };
}

/**
 * The sum of scores over each unit, in doubles from its first weight on, rounded to single precision at the end.
 *
 * @throws AltsparseError `score-not-a-number`.
 */
export function sumUnits({ families, count }: UnitPlan, scores: Float32Array): Float32Array {
  const sums = new Float32Array(count);
  for (const { layer, first, starts, offsets } of families)
    for (let unit = 0; unit < starts.length; unit++) {
      const start = layer.offset + (starts[unit] as number);
      let sum = 0;
      for (let j = 0; j < offsets.length; j++) sum += scores[start + (offsets[j] as number)] as number;
      // looked for only where it shows: +∞ and −∞ in one unit are no number either
      if (Number.isNaN(sum)) throw notANumber((placeOfNaN(scores, start, offsets) ?? start) - layer.offset, layer.name);
      sums[first + unit] = sum;
    }
  return sums;
}

function placeOfNaN(scores: Float32Array, start: number, offsets: Int32Array): number | undefined {
  const offset = offsets.find((one) => Number.isNaN(scores[start + one]));
  return offset === undefined ? undefined : start + offset;
}

/**
 * Which units are whole: `[count]`.
 *
 * @throws AltsparseError `mask-off-pattern` at the first that is neither whole nor pruned.
 */
export function wholeUnits(plan: UnitPlan, mask: Uint8Array): Uint8Array {
  const whole = new Uint8Array(plan.count);
  for (const { layer, first, starts, offsets, keep } of plan.families)
    for (let unit = 0; unit < starts.length; unit++) {
      const start = layer.offset + (starts[unit] as number);
      let kept = 0;
      for (let j = 0; j < offsets.length; j++) kept += mask[start + (offsets[j] as number)] as number;
      if (kept === offsets.length) whole[first + unit] = 1;
      else if (kept > keep) throw offPattern(plan.pattern, layer, start - layer.offset, `${kept} of ${offsets.length}`);
    }
  return whole;
}

function offPattern(pattern: Pattern, { name }: MaskLayer, weight: number, found: string): AltsparseError {
  return new AltsparseError('mask-off-pattern', `A mask does not have the pattern '${pattern.name}'.`, {
    place: `layer ${name}, unit from weight ${weight}`,
    found: `${found} weights kept`,
    hint: 'Make the first mask by the same pattern, or dense.',
  });
}

/**
 * The mask in which some units are whole and the others pruned.
 *
 * @param whole - `[count]`: 1 where a unit is whole.
 * @param scores - Pruned units keep the weights with the largest; ties go to the first.
 * @param before - The mask so far. With `within: 'fixed'`, units that are pruned in it keep what they have.
 * @throws AltsparseError `score-not-a-number` in a unit that chooses.
 */
export function layUnits(plan: UnitPlan, whole: Uint8Array, scores: Float32Array, before: Uint8Array): Uint8Array {
  const mask = new Uint8Array(scores.length).fill(1);
  const fixed = plan.pattern.within === 'fixed';
  for (const family of plan.families) {
    const { layer, first, starts, offsets, keep } = family;
    const prune = keep * 2 <= offsets.length ? keepLargest : dropSmallest;
    for (let unit = 0; unit < starts.length; unit++) {
      if (whole[first + unit] === 1) continue;
      const start = layer.offset + (starts[unit] as number);
      if (keep > 0 && fixed && stays(before, mask, start, offsets, keep)) continue;
      refuseNaN(scores, start, family);
      prune(scores, start, offsets, keep, mask);
    }
  }
  return mask;
}

/** A comparison with what is no number is false, and the unit's choice would hang on its order. */
function refuseNaN(scores: Float32Array, start: number, { offsets, keep, layer }: PlacedFamily): void {
  if (keep === 0 || keep === offsets.length) return;
  let sum = 0;
  for (let j = 0; j < offsets.length; j++) sum += scores[start + (offsets[j] as number)] as number;
  const place = Number.isNaN(sum) ? placeOfNaN(scores, start, offsets) : undefined;
  if (place !== undefined) throw notANumber(place - layer.offset, layer.name);
}

/** Copies a unit that is pruned already; false if it is not. */
function stays(before: Uint8Array, mask: Uint8Array, start: number, offsets: Int32Array, keep: number): boolean {
  let kept = 0;
  for (let j = 0; j < offsets.length; j++) kept += before[start + (offsets[j] as number)] as number;
  if (kept !== keep) return false;
  for (let j = 0; j < offsets.length; j++)
    mask[start + (offsets[j] as number)] = before[start + (offsets[j] as number)] as number;
  return true;
}

/** No sort: units are small, so looking for the largest a few times is quicker. */
function keepLargest(scores: Float32Array, start: number, offsets: Int32Array, keep: number, mask: Uint8Array): void {
  for (let j = 0; j < offsets.length; j++) mask[start + (offsets[j] as number)] = 0;
  for (let round = 0; round < keep; round++) {
    let best = -1;
    for (let j = 0; j < offsets.length; j++) {
      const place = start + (offsets[j] as number);
      if (mask[place] === 0 && (best < 0 || (scores[place] as number) > (scores[best] as number))) best = place;
    }
    mask[best] = 1;
  }
}

function dropSmallest(scores: Float32Array, start: number, offsets: Int32Array, keep: number, mask: Uint8Array): void {
  for (let round = keep; round < offsets.length; round++) {
    let worst = -1;
    for (let j = 0; j < offsets.length; j++) {
      const place = start + (offsets[j] as number);
      if (mask[place] === 1 && (worst < 0 || (scores[place] as number) <= (scores[worst] as number))) worst = place;
    }
    mask[worst] = 0;
  }
}
