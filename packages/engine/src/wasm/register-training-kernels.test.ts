import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { randomStream } from '@altsparse/core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { runKernel, upload } from '../tensorflow.ts';
import { registerTrainingKernels } from './register-training-kernels.ts';

/** A window over a small image that fits at least once along both axes. */
const cases = fc
  .record({
    batch: fc.integer({ min: 1, max: 3 }),
    image: fc.tuple(fc.integer({ min: 3, max: 7 }), fc.integer({ min: 3, max: 7 })),
    window: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
    stride: fc.integer({ min: 1, max: 3 }),
    padding: fc.constantFrom<'same' | 'valid' | 'explicit'>('same', 'valid', 'explicit'),
    frame: fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 4, maxLength: 4 }),
    channels: fc.integer({ min: 1, max: 5 }),
    filters: fc.integer({ min: 1, max: 5 }),
    seed: fc.integer({ min: 0, max: 1000 }),
  })
  .map((one) => ({ ...one, window: [one.window[0], one.window[1]] as [number, number] }));

type Case = typeof cases extends fc.Arbitrary<infer T> ? T : never;

function attributes({ padding, frame, stride }: Case): Record<string, unknown> {
  const [top = 0, bottom = 0, left = 0, right = 0] = frame;
  const explicit = [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ];
  const pad = padding === 'explicit' ? explicit : padding;
  return { strides: [stride, stride], pad, dataFormat: 'NHWC', dilations: [1, 1], dimRoundingMode: 'floor' };
}

interface Kernel {
  readonly name: string;
  readonly forward: (one: Case, x: tf.Tensor, filter: tf.Tensor) => tf.Tensor;
  readonly backward: (one: Case, x: tf.Tensor, filter: tf.Tensor, y: tf.Tensor, dy: tf.Tensor) => tf.Tensor;
  readonly filter: (one: Case) => number[];
}

const convolution = (name: 'Conv2D' | 'DepthwiseConv2dNative', filter: (one: Case) => number[]): Kernel[] => [
  {
    name: `${name}BackpropInput`,
    filter,
    forward: (one, x, w) => runKernel(tf, name, { x, filter: w }, attributes(one)),
    backward: (one, x, w, _, dy) =>
      runKernel(tf, `${name}BackpropInput`, { dy, filter: w }, { ...attributes(one), inputShape: x.shape }),
  },
  {
    name: `${name}BackpropFilter`,
    filter,
    forward: (one, x, w) => runKernel(tf, name, { x, filter: w }, attributes(one)),
    backward: (one, x, w, _, dy) =>
      runKernel(tf, `${name}BackpropFilter`, { x, dy }, { ...attributes(one), filterShape: w.shape }),
  },
];

const kernels: readonly Kernel[] = [
  ...convolution('Conv2D', ({ window, channels, filters }) => [...window, channels, filters]),
  ...convolution('DepthwiseConv2dNative', ({ window, channels }) => [...window, channels, 2]),
  {
    name: 'MaxPoolGrad',
    filter: () => [1],
    forward: (one, x) => runKernel(tf, 'MaxPool', { x }, { ...attributes(one), filterSize: one.window }),
    backward: (one, x, _, output, dy) =>
      runKernel(tf, 'MaxPoolGrad', { dy, input: x, output }, { ...attributes(one), filterSize: one.window }),
  },
];

/** The kernel's result on one backend, for the same drawn values; also how many tensors the call left behind. */
async function onBackend(backend: string, kernel: Kernel, one: Case): Promise<{ values: Float32Array; left: number }> {
  await tf.setBackend(backend);
  return tf.tidy(() => {
    const random = randomStream(one.seed, 'kernel');
    const draw = (shape: number[]): tf.Tensor =>
      upload(tf, Float32Array.from({ length: tf.util.sizeFromShape(shape) }, random.normal), shape);
    const x = draw([one.batch, ...one.image, one.channels]);
    const filter = draw(kernel.filter(one));
    const y = kernel.forward(one, x, filter);
    const dy = draw(y.shape);
    const before = tf.memory();
    const result = kernel.backward(one, x, filter, y, dy);
    const values = result.dataSync<'float32'>().slice();
    result.dispose();
    const after = tf.memory();
    const left = after.numTensors - before.numTensors + after.numDataBuffers - before.numDataBuffers;
    return { values, left } as never;
  }) as never;
}

describe('registerTrainingKernels', () => {
  beforeAll(async () => {
    await tf.setBackend('wasm');
    registerTrainingKernels(tf);
    registerTrainingKernels(tf);
  });

  it.each(kernels.map((kernel) => [kernel.name, kernel] as const))(
    'gives WebAssembly a %s that agrees with the JavaScript backend and leaves nothing behind',
    async (_, kernel) => {
      await fc.assert(
        fc.asyncProperty(cases, async (one) => {
          const expected = await onBackend('cpu', kernel, one);
          const found = await onBackend('wasm', kernel, one);
          expect(found.left).toBe(0);
          expect(found.values.length).toBe(expected.values.length);
          found.values.forEach((value, at) => {
            expect(value).toBeCloseTo(expected.values[at]!, 3);
          });
        }),
        { numRuns: 40 },
      );
    },
  );

  it('gives the same bits twice', async () => {
    const one = fc.sample(cases, { numRuns: 1, seed: 5 })[0]!;
    for (const kernel of kernels)
      expect(await onBackend('wasm', kernel, one)).toEqual(await onBackend('wasm', kernel, one));
  });

  it('lets a layers model of the library learn', async () => {
    await tf.setBackend('wasm');
    const drawn = (seed: number) => tf.initializers.glorotUniform({ seed });
    const conv = {
      filters: 4,
      kernelSize: 3,
      activation: 'relu',
      padding: 'same',
      kernelInitializer: drawn(1),
    } as const;
    const model = tf.sequential({
      layers: [
        tf.layers.conv2d({ inputShape: [8, 8, 1], ...conv }),
        tf.layers.depthwiseConv2d({ kernelSize: 3, strides: 2, padding: 'same', depthwiseInitializer: drawn(2) }),
        tf.layers.maxPooling2d({ poolSize: 2 }),
        tf.layers.flatten(),
        tf.layers.dense({ units: 2, activation: 'softmax', kernelInitializer: drawn(3) }),
      ],
    });
    model.compile({ optimizer: tf.train.adam(0.02), loss: 'categoricalCrossentropy' });
    const images = tf.tidy(() => {
      const bright = tf.randomUniform([16, 8, 8, 1], 0, 1, 'float32', 1);
      return tf.concat([bright, tf.neg(bright)]);
    });
    const labels = tf.oneHot(tf.tensor1d([...Array(16).fill(0), ...Array(16).fill(1)], 'int32'), 2);
    const { history } = await model.fit(images, labels, { epochs: 12, batchSize: 32, verbose: 0 });
    const losses = (history as { loss: number[] }).loss;
    expect(losses.at(-1)!).toBeLessThan(0.5 * losses[0]!);
    tf.dispose([images, labels]);
    model.dispose();
  });
});
