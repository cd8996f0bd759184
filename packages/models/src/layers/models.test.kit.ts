import { randomStream } from '@altsparse/core';
import * as tf from '@tensorflow/tfjs';
import { expect } from 'vitest';

/** Two images that are the same at each call. */
function imagesFor(model: tf.LayersModel): { readonly values: Float32Array; readonly shape: number[] } {
  const [input] = model.inputs;
  const shape = [2, ...((input?.shape.slice(1) ?? []) as number[])];
  const random = randomStream(9, 'images');
  const length = shape.reduce((product, axis) => product * axis, 1);
  return { shape, values: Float32Array.from({ length }, () => random.normal()) };
}

/** What a model gives for those images. */
export function predict(model: tf.LayersModel): number[] {
  const { values, shape } = imagesFor(model);
  return tf.tidy(() => [...(model.predict(tf.tensor(values, shape)) as tf.Tensor).dataSync()]);
}

/** All within 1e-5. */
export function expectClose(found: ArrayLike<number>, expected: ArrayLike<number>): void {
  expect(found.length).toBe(expected.length);
  const worst = Array.from(found, (value, i) => Math.abs(value - (expected[i] as number)));
  expect(Math.max(...worst)).toBeLessThan(1e-5);
}

/** Saved and loaded again by TensorFlow.js itself. */
export async function reloaded(model: tf.LayersModel): Promise<tf.LayersModel> {
  let kept: tf.io.ModelArtifacts = {};
  await model.save(
    tf.io.withSaveHandler(async (artifacts) => {
      kept = artifacts;
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
    }),
  );
  return tf.loadLayersModel(tf.io.fromMemory(kept));
}

/** Disposes a model and those inside of it: some of them TensorFlow.js leaves, some are gone with the outer one. */
export function disposeModel(model: tf.LayersModel): void {
  const inner = model.layers.filter((layer) => layer instanceof tf.LayersModel);
  model.dispose();
  for (const one of inner)
    try {
      disposeModel(one);
    } catch (error) {
      expect(String(error)).toContain('already disposed');
    }
}
