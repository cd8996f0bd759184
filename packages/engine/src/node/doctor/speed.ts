import type * as tfc from '@tensorflow/tfjs-core';
import type { ResolvedEngine } from '../resolve/resolve-engine.ts';
import { firstLine } from '../resolve/trial.ts';
import { type DoctorCheck, makeCheck } from './check.ts';

type Tf = typeof tfc;
type Work = (tf: Tf, x: tfc.Tensor4D, w: tfc.Tensor4D, dy: tfc.Tensor4D) => tfc.Tensor;

const channels = 64;
const attributes = { strides: [1, 1], pad: 'same', dataFormat: 'NHWC' };
const inputShape = (x: tfc.Tensor4D): number[] => x.shape;

/** The three convolutions of a training step. */
const works: Readonly<Record<string, Work>> = {
  'convolution, forward': (tf, x, w) => tf.conv2d(x, w, 1, 'same'),
  'convolution, input gradient': (tf, x, w, dy) =>
    tf
      .engine()
      .runKernel('Conv2DBackpropInput', { dy, filter: w }, { ...attributes, inputShape: inputShape(x) }) as tfc.Tensor,
  'convolution, weight gradient': (tf, x, w, dy) =>
    tf.engine().runKernel('Conv2DBackpropFilter', { x, dy }, { ...attributes, filterShape: w.shape }) as tfc.Tensor,
};

/** Images of one batch and their edge: few and small where an engine would take minutes. */
const loadOf = (engine: ResolvedEngine): { batch: number; size: number } =>
  engine.name === 'cpu' ? { batch: 1, size: 8 } : { batch: 32, size: 32 };

async function timeOnce(make: () => tfc.Tensor): Promise<number> {
  const start = performance.now();
  const result = make();
  await result.data(); // a backend may still be computing until its values are read
  const ms = performance.now() - start;
  result.dispose();
  return ms;
}

/** Once to warm up, then the median of five; where one takes half a second, that one alone. */
async function medianMs(make: () => tfc.Tensor): Promise<number> {
  const first = await timeOnce(make);
  if (first > 500) return first;
  const times: number[] = [];
  for (let run = 0; run < 5; run += 1) times.push(await timeOnce(make));
  return times.sort((a, b) => a - b)[2] ?? first;
}

/** GFLOP/s from which an engine is as fast as it should be. */
function expected(engine: ResolvedEngine): number {
  if (engine.name === 'tfjs-node') return 20 * engine.threads;
  return engine.name === 'wasm' || engine.name === 'cpu' ? 5 : 500;
}

async function checkOne(engine: ResolvedEngine, name: string, make: () => tfc.Tensor): Promise<DoctorCheck> {
  const least = expected(engine);
  const { batch, size } = loadOf(engine);
  const macs = batch * size * size * channels * channels * 9; // taps on the border's zeros count, too
  const what = `3x3 convolution, 64 to 64 channels, ${size}x${size}, batch ${batch}`;
  const rule = `2 x multiply-adds a second of a ${what}, median of up to 5; good from ${least}`;
  try {
    const ms = await medianMs(make);
    const speed = (2 * macs) / (ms * 1e6);
    const hint = 'Look for other programs on the processor, and at the engine taken.';
    return makeCheck(name, speed >= least ? 'good' : 'warn', `${speed.toPrecision(3)} GFLOP/s`, rule, hint);
  } catch (error) {
    return makeCheck(
      name,
      'bad',
      firstLine(error),
      rule,
      'Take another engine: convolutional networks cannot train on this one.',
    );
  }
}

/** Measures the convolution that training spends its time in, and its two gradients. */
export async function speedChecks(engine: ResolvedEngine): Promise<DoctorCheck[]> {
  const { tf } = engine;
  const { batch, size } = loadOf(engine);
  const x = tf.randomUniform<tfc.Rank.R4>([batch, size, size, channels], -1, 1, 'float32', 1);
  const w = tf.randomUniform<tfc.Rank.R4>([3, 3, channels, channels], -1, 1, 'float32', 2);
  const dy = tf.randomUniform<tfc.Rank.R4>([batch, size, size, channels], -1, 1, 'float32', 3);
  const checks: DoctorCheck[] = [];
  for (const [name, work] of Object.entries(works)) {
    checks.push(await checkOne(engine, name, () => work(tf, x, w, dy)));
  }
  tf.dispose([x, w, dy]);
  return checks;
}
