import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { describe, expect, it } from 'vitest';
import { upload } from '../tensorflow.ts';
import { createLedger } from './ledger.ts';

describe('a ledger', () => {
  it('disposes a tensor after its last reader', async () => {
    await tf.setBackend('cpu');
    const ledger = createLedger();
    const tensor = upload(tf, new Float32Array(1), [1]);
    ledger.retain(tensor, 2);
    ledger.retain(tensor);
    ledger.release(tensor);
    ledger.release(tensor);
    expect(tensor.isDisposed).toBe(false);
    ledger.release(tensor);
    expect(tensor.isDisposed).toBe(true);
  });

  it('drops a tensor only when nobody has retained it', () => {
    const ledger = createLedger();
    const [kept, free] = [upload(tf, new Float32Array(1), [1]), upload(tf, new Float32Array(1), [1])];
    ledger.retain(kept);
    ledger.drop(kept);
    ledger.drop(free);
    expect([kept.isDisposed, free.isDisposed]).toEqual([false, true]);
    kept.dispose();
  });
});
