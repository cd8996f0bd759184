import type { Convolution, Form } from '../form/form.ts';
import { readersOf } from '../form/readers.ts';

/** A convolution whose weights are parameters. */
export type Layer = Convolution & Required<Pick<Convolution, 'kernel'>>;

/** The convolutions of a model: those with derivatives first. */
export interface Layers {
  /** With parameters. */
  readonly own: readonly Layer[];
  /** How many of them, from the start, have derivatives. */
  readonly differentiated: number;
  /** Those whose weights are all 1. */
  readonly copies: readonly Convolution[];
}

/** The convolutions of a form. */
export function layersOf(form: Form): Layers {
  const { isDifferentiated } = readersOf(form);
  const all = form.works.filter((work) => work.kind === 'convolution');
  const own = all.filter((work): work is Layer => work.kernel !== undefined);
  const first = own.filter(({ index }) => isDifferentiated(index));
  return {
    own: [...first, ...own.filter(({ index }) => !isDifferentiated(index))],
    differentiated: first.length,
    copies: all.filter(({ kernel }) => kernel === undefined),
  };
}

/** The part of a mask that covers a layer; none where all weights are kept. */
export function maskOf(
  { kernel, maskable, from, size, window, groups }: Layer,
  mask: Uint8Array,
): Uint8Array | undefined {
  if (!maskable) return undefined;
  return mask.subarray(kernel, kernel + (window[0] * window[1] * from.channels * size.channels) / groups);
}
