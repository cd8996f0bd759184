import { sparsityOf } from '../mask/count.ts';
import type { SubnetWeights } from '../network/network.ts';
import { type Algebra, hostAlgebra } from '../store/algebra.ts';
import { keptPlaces } from '../store/kept.ts';
import { maskOf, refreshWeights, type Store, subnetWeights } from '../store/store.ts';

/**
 * What the loop keeps of a sub-net as long as its mask stays, so that a step costs by weights kept and not by weights.
 * Nothing here is needed to go on from a checkpoint: everything follows from the store.
 */
export interface SubnetBooks {
  /** Its mask. */
  readonly mask: Uint8Array;
  /** Where the mask is 1, ascending. Made when first asked for. */
  readonly kept: Uint32Array;
  /** Share of zeros in the mask. */
  readonly sparsity: number;
  /** `[plan.parameterCount]`, 0 where the mask is: for gradients of steps in which the sub-net trains alone. */
  readonly gradient: Float32Array;
  /** The same, for what surgery or an optimizer makes of them. */
  readonly corrected: Float32Array;
  /** The sub-net as the store has it now. Its arrays are the same each time, brought up to date. */
  weights(): SubnetWeights;
}

/** Books of all sub-nets of a store. */
export interface Books {
  /** A sub-net's: another object once its mask has changed. */
  of(subnet: number): SubnetBooks;
}

/** Books of a store. Memory: up to three arrays of parameters' length and a list of kept places for each sub-net. */
export function createBooks(store: Store, algebra: Algebra = hostAlgebra): Books {
  const known = new Map<number, { readonly version: number; readonly books: SubnetBooks }>();
  return {
    of(subnet) {
      const version = store.maskVersions[subnet] ?? 0;
      const found = known.get(subnet);
      if (found?.version === version && found.books.mask === maskOf(store, subnet)) return found.books;
      const books = openBooks(store, subnet, algebra);
      known.set(subnet, { version, books });
      return books;
    },
  };
}

function openBooks(store: Store, subnet: number, algebra: Algebra): SubnetBooks {
  const mask = maskOf(store, subnet);
  const zeros = (): Float32Array => new Float32Array(store.layout.plan.parameterCount);
  const [kept, sparsity, gradient, corrected] = [
    once(() => keptPlaces(mask)),
    once(() => sparsityOf(mask)),
    once(zeros),
    once(zeros),
  ];
  return {
    mask,
    get kept() {
      return kept();
    },
    get sparsity() {
      return sparsity();
    },
    get gradient() {
      return gradient();
    },
    get corrected() {
      return corrected();
    },
    weights: keptWeights(store, subnet, kept, algebra),
  };
}

/** The list of kept places is made at the second asking only: where masks change in each step there is none. */
function keptWeights(store: Store, subnet: number, kept: () => Uint32Array, algebra: Algebra): () => SubnetWeights {
  let known: SubnetWeights | undefined;
  return () => {
    if (known !== undefined) refreshWeights(store, subnet, known, kept(), algebra);
    else known = Object.defineProperty(subnetWeights(store, subnet), 'kept', { get: kept, enumerable: true });
    return known;
  };
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
