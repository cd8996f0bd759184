import type { MaskView } from '@altsparse/core';
import { sameBits } from '../bits.ts';

/** A view whose arrays are copies, and what became of them. */
export interface CopiedView {
  /** The view to show. */
  readonly copy: MaskView;
  /** Names of the arrays that were written into. */
  written(): string[];
  /** Were random numbers drawn? */
  drew(): boolean;
  /** Puts other numbers into all of its arrays but the one that was given back. */
  spoil(given: Uint8Array | undefined): void;
}

/** Copies a view's arrays and watches them. */
export function copyView(view: MaskView): CopiedView {
  const handed: {
    readonly name: string;
    readonly now: Float32Array | Uint8Array;
    readonly original: ArrayLike<number>;
  }[] = [];
  const hand = <Kind extends Float32Array | Uint8Array | undefined>(name: string, array: Kind): Kind => {
    if (array === undefined) return array;
    const now = array.slice();
    handed.push({ name, now, original: array.slice() });
    return now as Kind;
  };
  let drew = false;
  const copy: MaskView = {
    ...view,
    weights: hand('weights', view.weights),
    mask: hand('mask', view.mask),
    before: hand('before', view.before),
    gradient: hand('gradient', view.gradient),
    slot: (name) => hand(`slot '${name}'`, view.slot(name)),
    random(purpose, subnets) {
      drew = true;
      return view.random(purpose, subnets);
    },
  };
  const written = (): string[] =>
    handed.filter(({ now, original }) => !sameBits(now, original)).map(({ name }) => name);
  const spoil = (given: Uint8Array | undefined): void => {
    for (const { now } of handed) if (now !== given) now.fill(now instanceof Uint8Array ? 1 : 1e9);
  };
  return { copy, written, drew: () => drew, spoil };
}
