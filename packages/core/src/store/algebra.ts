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

/** The algebra over typed arrays on the host. */
export const hostAlgebra: Algebra = {
  combine(target, length, terms, where) {
    const [a, b, c, ...more] = terms;
    if (a === undefined) return;
    const out = target.data;
    const rest = more.length > 0;
    const [fa, sa] = a;
    const [fb, sb] = b ?? [0, sa];
    const [fc, sc] = c ?? [0, sa];
    for (let i = 0; i < length; i++) {
      if (where !== undefined && !inZone(where, i)) continue;
      let sum = fa * (sa.data[sa.offset + i] as number);
      if (fb !== 0) sum += fb * (sb.data[sb.offset + i] as number);
      if (fc !== 0) sum += fc * (sc.data[sc.offset + i] as number);
      if (rest) sum = addAll(sum, more, i);
      out[target.offset + i] = sum;
    }
  },
  inner(a, b, length, where) {
    let sum = 0;
    for (let i = 0; i < length; i++) {
      if (where !== undefined && !inZone(where, i)) continue;
      sum += (a.data[a.offset + i] as number) * (b.data[b.offset + i] as number);
    }
    return sum;
  },
  averageSquare(target, length, keep, source, where) {
    for (let i = 0; i < length; i++) {
      if (where !== undefined && !inZone(where, i)) continue;
      const value = source.data[source.offset + i] as number;
      target.data[target.offset + i] = keep * (target.data[target.offset + i] as number) + (1 - keep) * value * value;
    }
  },
  stepByRoot(target, length, step, where) {
    const { numerator, denominator } = step;
    for (let i = 0; i < length; i++) {
      if (where !== undefined && !inZone(where, i)) continue;
      const root = Math.sqrt((denominator.data[denominator.offset + i] as number) * step.correction) + step.epsilon;
      const change = (step.rate * (numerator.data[numerator.offset + i] as number)) / root;
      target.data[target.offset + i] = (target.data[target.offset + i] as number) - change;
    }
  },
};

function addAll(start: number, terms: readonly (readonly [number, Span])[], i: number): number {
  return terms.reduce((sum, [factor, { data, offset }]) => sum + factor * (data[offset + i] as number), start);
}

function inZone(where: Where, i: number): boolean {
  const zone = where.zones[where.offset + i] as number;
  return zone >= where.from && zone <= where.to;
}
