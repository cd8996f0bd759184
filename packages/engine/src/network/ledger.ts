import type { Tensor } from '@tensorflow/tfjs-core';

/** Counts who still needs a tensor, and disposes it when nobody does. */
export interface Ledger {
  /** `times` more readers. */
  retain(tensor: Tensor, times?: number): void;
  /** One reader less; disposes the tensor after the last. */
  release(tensor: Tensor): void;
  /** Disposes a tensor that nobody has retained. */
  drop(tensor: Tensor): void;
}

/** An empty ledger. */
export function createLedger(): Ledger {
  const readers = new Map<number, number>();
  const drop = (tensor: Tensor): void => {
    if (!readers.has(tensor.id)) tensor.dispose();
  };
  return {
    retain(tensor, times = 1) {
      if (times > 0) readers.set(tensor.id, (readers.get(tensor.id) ?? 0) + times);
    },
    release(tensor) {
      const left = (readers.get(tensor.id) ?? 1) - 1;
      if (left > 0) readers.set(tensor.id, left);
      else readers.delete(tensor.id);
      drop(tensor);
    },
    drop,
  };
}
