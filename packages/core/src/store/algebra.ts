import { averageSquareAt, combineAt, innerAt, type Listed, stepByRootAt } from './algebra-at.ts';
import { placesIn } from './kept.ts';

/** A stretch of a flat array. */
export interface Span {
  /** The array. */
  readonly data: Float32Array;
  /** First place. */
  readonly offset: number;
}

/** Restricts an operation to places whose zone lies in a range. */
export interface Where {
  /** One code per weight. */
  readonly zones: Uint8Array;
  /** Place of the first weight. */
  readonly offset: number;
  /** Lowest code that counts. */
  readonly from: number;
  /** Highest code that counts. */
  readonly to: number;
  /** Ascending places of all weights whose code counts, so that nobody need look at the others; in the numbering of `zones`. */
  readonly places?: Uint32Array;
}

/**
 * The few operations on weight-sized arrays that optimisers, policies and surgery need. They reach the arrays through
 * it alone, so that a store elsewhere (on a GPU) needs another algebra and nothing else. Sums are made in double
 * precision in the order of places, so results are the same bits everywhere.
 */
export interface Algebra {
  /** target = Σ factor · source, place by place; sources may be the target itself. */
  combine(target: Span, length: number, terms: readonly (readonly [number, Span])[], where?: Where): void;
  /** Σ a · b. */
  inner(a: Span, b: Span, length: number, where?: Where): number;
  /** target = keep · target + (1 − keep) · source². */
  averageSquare(target: Span, length: number, keep: number, source: Span, where?: Where): void;
  /** target = target − rate · numerator / (√(denominator · correction) + epsilon). */
  stepByRoot(target: Span, length: number, step: RootStep, where?: Where): void;
}

/** Operands of `stepByRoot`. */
export interface RootStep {
  /** Factor of the quotient. */
  readonly rate: number;
  /** First moment. */
  readonly numerator: Span;
  /** Second moment. */
  readonly denominator: Span;
  /** Factor of the second moment: bias correction. */
  readonly correction: number;
  /** Added to the root. */
  readonly epsilon: number;
}

/** The algebra over typed arrays on the host. Its loops run over views, so that no offset is added inside them. */
export const hostAlgebra: Algebra = {
  combine(target, length, terms, where) {
    const out = view(target, length);
    const parts = terms
      .filter(([factor], index) => index === 0 || factor !== 0)
      .map(([factor, source]): Part => [factor, view(source, length)]);
    const [a, b, c] = parts;
    if (a === undefined) return;
    const listed = listedIn(where, length);
    if (listed !== undefined) combineAt(out, parts, listed);
    else if (where !== undefined || b === undefined || parts.length > 3) combineWhere(out, parts, where);
    else if (c === undefined) combineTwo(out, a, b);
    else combineThree(out, a, b, c);
  },
  inner(a, b, length, where) {
    const va = view(a, length);
    const vb = view(b, length);
    const listed = listedIn(where, length);
    if (listed !== undefined) return innerAt(va, vb, listed);
    const { zones, from, to } = zonesOf(where, length);
    let sum = 0;
    for (let i = 0; i < length; i++) {
      if (zones !== undefined && ((zones[i] as number) < from || (zones[i] as number) > to)) continue;
      sum += (va[i] as number) * (vb[i] as number);
    }
    return sum;
  },
  averageSquare(target, length, keep, source, where) {
    const out = view(target, length);
    const values = view(source, length);
    const listed = listedIn(where, length);
    if (listed !== undefined) return averageSquareAt(out, keep, values, listed);
    const { zones, from, to } = zonesOf(where, length);
    for (let i = 0; i < length; i++) {
      if (zones !== undefined && ((zones[i] as number) < from || (zones[i] as number) > to)) continue;
      const value = values[i] as number;
      out[i] = keep * (out[i] as number) + (1 - keep) * value * value;
    }
  },
  stepByRoot(target, length, step, where) {
    const out = view(target, length);
    const numerator = view(step.numerator, length);
    const denominator = view(step.denominator, length);
    const listed = listedIn(where, length);
    if (listed !== undefined) return stepByRootAt(out, step, numerator, denominator, listed);
    const { zones, from, to } = zonesOf(where, length);
    for (let i = 0; i < length; i++) {
      if (zones !== undefined && ((zones[i] as number) < from || (zones[i] as number) > to)) continue;
      const root = Math.sqrt((denominator[i] as number) * step.correction) + step.epsilon;
      out[i] = (out[i] as number) - (step.rate * (numerator[i] as number)) / root;
    }
  },
};

/** A factor and what it multiplies. */
export type Part = readonly [number, Float32Array];

// The loops of most updates stand by themselves: with nothing to ask at each place they take a third of the time.

function combineTwo(out: Float32Array, [fa, va]: Part, [fb, vb]: Part): void {
  for (let i = 0; i < out.length; i++) out[i] = fa * (va[i] as number) + fb * (vb[i] as number);
}

function combineThree(out: Float32Array, [fa, va]: Part, [fb, vb]: Part, [fc, vc]: Part): void {
  for (let i = 0; i < out.length; i++)
    out[i] = fa * (va[i] as number) + fb * (vb[i] as number) + fc * (vc[i] as number);
}

function combineWhere(out: Float32Array, parts: readonly Part[], where: Where | undefined): void {
  const [[fa, va], [fb, vb] = [0, va], [fc, vc] = [0, va], ...rest] = parts as [Part, ...Part[]];
  const { zones, from, to } = zonesOf(where, out.length);
  for (let i = 0; i < out.length; i++) {
    if (zones !== undefined && ((zones[i] as number) < from || (zones[i] as number) > to)) continue;
    let sum = fa * (va[i] as number);
    if (fb !== 0) sum += fb * (vb[i] as number);
    if (fc !== 0) sum += fc * (vc[i] as number);
    if (rest.length > 0) for (const [factor, values] of rest) sum += factor * (values[i] as number);
    out[i] = sum;
  }
}

function view({ data, offset }: Span, length: number): Float32Array {
  return data.subarray(offset, offset + length);
}

/** The places of a stretch, if there is a list. */
function listedIn(where: Where | undefined, length: number): Listed | undefined {
  if (where?.places === undefined) return undefined;
  return { places: placesIn(where.places, where.offset, length), first: where.offset };
}

function zonesOf(
  where: Where | undefined,
  length: number,
): { zones: Uint8Array | undefined; from: number; to: number } {
  if (where === undefined) return { zones: undefined, from: 0, to: 0 };
  return { zones: where.zones.subarray(where.offset, where.offset + length), from: where.from, to: where.to };
}
