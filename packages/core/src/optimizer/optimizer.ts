import type { Algebra, Span, Where } from '../store/algebra.ts';

/** One stretch of weights to update. */
export interface UpdateSpan {
  /** How many weights. */
  readonly length: number;
  /** The weights. */
  readonly weights: Span;
  /** Their gradient, to read only: surgery may remember the same array. */
  readonly gradient: Span;
  /** The optimizer's slots, by name. */
  readonly slots: Readonly<Record<string, Span>>;
  /** Learning rate of this step. */
  readonly rate: number;
  /** Weight decay of this stretch; 0 where it is excluded. */
  readonly decay: number;
  /** Number of this update of the slots at hand, counted from 1: private ones count their sub-net's own updates. */
  readonly update: number;
  /** Only these places; absent: all. */
  readonly where?: Where;
}

/** Changes weights by gradients: data and one function, in terms of the algebra. */
export interface Optimizer {
  /** For records and messages. */
  readonly name: string;
  /** Names of the slots that it keeps, one number per weight each; all start at 0. */
  readonly slots: readonly string[];
  /** Updates weights and slots of one stretch. */
  update(span: UpdateSpan, algebra: Algebra): void;
}

/** The slot of a span; a slot that the optimizer did not name is a fault of the optimizer. */
export function slotOf(span: UpdateSpan, name: string): Span {
  const slot = span.slots[name];
  if (slot === undefined) throw new RangeError(`No slot '${name}'.`);
  return slot;
}
