// What rounding does, made on purpose.
import { randomStream } from '@altsparse/core';

/** A run's state in which about half of all weights that are not 0 have another last bit. */
export function withOtherBits(state) {
  const random = randomStream(state.step, 'last bits');
  const masters = state.store.masters.slice();
  const bits = new Uint32Array(masters.buffer);
  for (let i = 0; i < bits.length; i++) if (masters[i] !== 0) bits[i] ^= random.below(2);
  return { ...state, store: { ...state.store, masters } };
}
