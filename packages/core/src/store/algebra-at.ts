import type { Part, RootStep } from './algebra.ts';

/** Places of a stretch, and the place where the stretch begins. */
export interface Listed {
  /** Ascending. */
  readonly places: Uint32Array;
  /** What to take off each. */
  readonly first: number;
}

// The host algebra at listed places: the same numbers in the same order as where zones are looked at.

/** target = Σ factor · source, for one term or more. */
export function combineAt(out: Float32Array, parts: readonly Part[], listed: Listed): void {
  const [a, b, c] = parts as [Part, ...Part[]];
  if (b === undefined || parts.length > 3) combineAny(out, parts, listed);
  else if (c === undefined) combineTwo(out, a, b, listed);
  else combineThree(out, a, b, c, listed);
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

/** Σ a · b. */
export function innerAt(a: Float32Array, b: Float32Array, { places, first }: Listed): number {
  let sum = 0;
  for (let k = 0; k < places.length; k++) {
    const i = (places[k] as number) - first;
    sum += (a[i] as number) * (b[i] as number);
  }
  return sum;
}

/** target = keep · target + (1 − keep) · source². */
export function averageSquareAt(
  out: Float32Array,
  keep: number,
  values: Float32Array,
  { places, first }: Listed,
): void {
  for (let k = 0; k < places.length; k++) {
    const i = (places[k] as number) - first;
    const value = values[i] as number;
    out[i] = keep * (out[i] as number) + (1 - keep) * value * value;
  }
}

/** target = target − rate · numerator / (√(denominator · correction) + epsilon). */
export function stepByRootAt(
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
