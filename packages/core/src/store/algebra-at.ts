import type { Part, RootStep } from './algebra.ts';
import { combineEverywhere } from './algebra-everywhere.ts';

/** Places of a stretch, and the place where the stretch begins. */
export interface Listed {
  /** Ascending. */
  readonly places: Uint32Array;
  /** What to take off each. */
  readonly first: number;
}

/**
 * Operations at listed places, sums everywhere too, in the order of the list: the same bits as where zones are looked at, that is, sums in double
 * precision whose every product is rounded to a double. All arrays begin where the stretch does.
 */
export interface ListedOperations {
  /** target = Σ factor · source, for one term or more; everywhere without a list. A source may be the target, from the same place on. */
  combine(out: Float32Array, parts: readonly Part[], listed?: Listed): void;
  /** Σ a · b. */
  inner(a: Float32Array, b: Float32Array, listed: Listed): number;
  /** target = keep · target + (1 − keep) · source². */
  averageSquare(out: Float32Array, keep: number, values: Float32Array, listed: Listed): void;
  /** target = target − rate · numerator / (√(denominator · correction) + epsilon). */
  stepByRoot(
    out: Float32Array,
    step: RootStep,
    numerator: Float32Array,
    denominator: Float32Array,
    listed: Listed,
  ): void;
}

/** On the host. */
export const hostLists: ListedOperations = {
  combine: combineAt,
  inner: innerAt,
  averageSquare: averageSquareAt,
  stepByRoot: stepByRootAt,
};

function combineAt(out: Float32Array, parts: readonly Part[], listed?: Listed): void {
  const [a, b, c] = parts as [Part, ...Part[]];
  if (listed === undefined) combineEverywhere(out, parts);
  else if (parts.length > 3) combineAny(out, parts, listed);
  else if (b === undefined) combineOne(out, a, listed);
  else if (c === undefined) combineTwo(out, a, b, listed);
  else combineThree(out, a, b, c, listed);
}

function combineOne(out: Float32Array, [factor, values]: Part, { places, first }: Listed): void {
  for (let k = 0; k < places.length; k++) {
    const i = (places[k] as number) - first;
    out[i] = factor * (values[i] as number);
  }
}

function combineTwo(out: Float32Array, [fa, va]: Part, [fb, vb]: Part, { places, first }: Listed): void {
  for (let k = 0; k < places.length; k++) {
    const i = (places[k] as number) - first;
    out[i] = fa * (va[i] as number) + fb * (vb[i] as number);
  }
}

function combineThree(
  out: Float32Array,
  [fa, va]: Part,
  [fb, vb]: Part,
  [fc, vc]: Part,
  { places, first }: Listed,
): void {
  for (let k = 0; k < places.length; k++) {
    const i = (places[k] as number) - first;
    out[i] = fa * (va[i] as number) + fb * (vb[i] as number) + fc * (vc[i] as number);
  }
}

function combineAny(out: Float32Array, parts: readonly Part[], { places, first }: Listed): void {
  const [[factor, values], ...rest] = parts as [Part, ...Part[]];
  for (let k = 0; k < places.length; k++) {
    const i = (places[k] as number) - first;
    let sum = factor * (values[i] as number);
    for (const [other, more] of rest) sum += other * (more[i] as number);
    out[i] = sum;
  }
}

function innerAt(a: Float32Array, b: Float32Array, { places, first }: Listed): number {
  let sum = 0;
  for (let k = 0; k < places.length; k++) {
    const i = (places[k] as number) - first;
    sum += (a[i] as number) * (b[i] as number);
  }
  return sum;
}

function averageSquareAt(out: Float32Array, keep: number, values: Float32Array, { places, first }: Listed): void {
  for (let k = 0; k < places.length; k++) {
    const i = (places[k] as number) - first;
    const value = values[i] as number;
    out[i] = keep * (out[i] as number) + (1 - keep) * value * value;
  }
}

function stepByRootAt(
  out: Float32Array,
  { rate, correction, epsilon }: RootStep,
  numerator: Float32Array,
  denominator: Float32Array,
  { places, first }: Listed,
): void {
  for (let k = 0; k < places.length; k++) {
    const i = (places[k] as number) - first;
    const root = Math.sqrt((denominator[i] as number) * correction) + epsilon;
    out[i] = (out[i] as number) - (rate * (numerator[i] as number)) / root;
  }
}
