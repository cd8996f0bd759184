import { countCorrect } from '@altsparse/core';
import { batches } from '@altsparse/data';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { linesOf } from './claims.test.kit.ts';

describe("a model of one's own", () => {
  it('is brought, trained and taken back in at most 40 lines', () => {
    expect(linesOf('own-model.ts', "a model of one's own").length).toBeLessThanOrEqual(40);
  });

  it('is a LayersModel again, which plain TensorFlow.js runs as accurately as the sub-net was', async () => {
    const { sparse, found } = await import('./own-model.ts');
    const { subnets, digits } = found;
    expect(subnets.map((one) => one.sparsity.toFixed(2))).toEqual(['0.50', '0.80']);
    const expected = subnets[1]?.evaluation?.accuracy ?? 0;
    expect(expected).toBeGreaterThan(0.8);
    const { size, images, labels } = await batches({
      images: digits.test,
      batchSize: digits.test.count,
      normalise: digits,
    }).batch(0);
    const outputs = tf.tidy(() =>
      (sparse.predict(tf.tensor(images.slice(), [size, ...digits.shape]), { batchSize: 500 }) as tf.Tensor).dataSync(),
    );
    expect(countCorrect(outputs as Float32Array, 10, labels) / size).toBeCloseTo(expected, 3);
    expect(sparse.layers.map((one) => one.getClassName())).toContain('BatchNormalization');
    const kernel = sparse.layers[3]?.getWeights()[0]?.dataSync() ?? [];
    expect(kernel.filter((value) => value === 0).length).toBeGreaterThan(0);
  });
});
