import { hostLists, type Listed, type ListedOperations } from './algebra-at.ts';
import { averageSquareWhere, combineWhere, innerWhere, stepByRootWhere } from './algebra-where.ts';
import { placesIn } from './places.ts';

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
  /** target = Σ factor · source, place by place; sources may be the target itself, from the same place on. */
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

/**
 * The algebra over typed arrays on the host. Its loops run over views, so that no offset is added inside them.
 *
 * @param lists - What is done where places are listed, and sums everywhere.
 */
export function algebraWith(lists: ListedOperations): Algebra {
  return {
    combine(target, length, terms, where) {
      const out = view(target, length);
      const parts = terms
        .filter(([factor], index) => index === 0 || factor !== 0)
        .map(([factor, source]): Part => [factor, view(source, length)]);
      if (parts.length === 0) return;
      const listed = listedIn(where, length);
      if (listed !== undefined || where === undefined) lists.combine(out, parts, listed);
      else combineWhere(out, parts, where);
    },
    inner(a, b, length, where) {
      const va = view(a, length);
      const vb = view(b, length);
      const listed = listedIn(where, length);
      if (listed !== undefined) return lists.inner(va, vb, listed);
      return innerWhere(va, vb, where);
    },
    averageSquare(target, length, keep, source, where) {
      const [out, values] = [view(target, length), view(source, length)];
      const listed = listedIn(where, length);
      if (listed !== undefined) lists.averageSquare(out, keep, values, listed);
      else averageSquareWhere(out, keep, values, where);
    },
    stepByRoot(target, length, step, where) {
      const out = view(target, length);
      const [numerator, denominator] = [view(step.numerator, length), view(step.denominator, length)];
      const listed = listedIn(where, length);
      if (listed !== undefined) lists.stepByRoot(out, step, numerator, denominator, listed);
      else stepByRootWhere(out, step, numerator, denominator, where);
    },
  };
}

/** The host's own. */
export const hostAlgebra: Algebra = algebraWith(hostLists);

/** A factor and what it multiplies. */
export type Part = readonly [number, Float32Array];

function view({ data, offset }: Span, length: number): Float32Array {
  return data.subarray(offset, offset + length);
}

/** The places of a stretch, if there is a list. */
function listedIn(where: Where | undefined, length: number): Listed | undefined {
  if (where?.places === undefined) return undefined;
  return { places: placesIn(where.places, where.offset, length), first: where.offset };
}
