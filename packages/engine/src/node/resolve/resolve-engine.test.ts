import type * as tfc from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it } from 'vitest';
import { linkState } from '../install/link.ts';
import { findTfjsNode } from '../install/tfjs-package.ts';
import { defaultOrder, engineOrder, preferredEngine } from './engine-name.ts';
import { describeTrials, resolveEngine } from './resolve-engine.ts';

const isInstalled = (() => {
  try {
    return ['ours', 'foreign'].includes(linkState(findTfjsNode().folder).kind);
  } catch {
    return false;
  }
})();

/** Sums of the two gradients of the sum over a 3x3 convolution of ones: 100 taps meet the image at each of 2 filters. */
function convolutionGradients(tf: typeof tfc): number[] {
  return tf.tidy(() => {
    const loss = tf.grads((x, w) => tf.sum(tf.conv2d(x as tfc.Tensor4D, w as tfc.Tensor4D, 1, 'same')));
    return loss([tf.ones([2, 4, 4, 3]), tf.ones([3, 3, 3, 2])]).map((gradient) => tf.sum(gradient).dataSync()[0] ?? 0);
  });
}

describe('the choice of an engine', () => {
  afterEach(() => {
    delete process.env.ALTSPARSE_ENGINE;
  });

  it('goes from the fastest to the slowest, or begins at the one that is preferred', () => {
    expect(engineOrder(undefined)).toEqual(defaultOrder);
    expect(engineOrder('wasm')).toEqual(['wasm', 'cpu']);
    expect(engineOrder('webgpu')).toEqual(['webgpu', ...defaultOrder]);
  });

  it('reads the preference from ALTSPARSE_ENGINE and refuses a name it does not know', async () => {
    expect(preferredEngine('auto')).toBeUndefined();
    expect(preferredEngine('tfjs-node')).toBe('tfjs-node');
    process.env.ALTSPARSE_ENGINE = 'cuda';
    await expect(resolveEngine()).rejects.toMatchObject({ code: 'engine-unknown-name', details: { found: 'cuda' } });
    process.env.ALTSPARSE_ENGINE = 'cpu';
    expect((await resolveEngine()).name).toBe('cpu');
  });

  it('says what was taken, why the others were not, and what to do', () => {
    const lines = describeTrials([
      { name: 'tfjs-node', ok: false, reason: 'its native library is not installed', hint: 'Install it.' },
      { name: 'wasm', ok: true, reason: 'one thread', hint: '' },
    ]);
    expect(lines).toEqual([
      'Engine: wasm (one thread).',
      'Not tfjs-node: its native library is not installed. Install it.',
    ]);
  });

  it('takes WebAssembly with one thread, which trains a convolution, too', async () => {
    const engine = await resolveEngine({ prefer: 'wasm' });
    expect(engine).toMatchObject({ name: 'wasm', threads: 1, tensorflow: null, tfjs: '4.22.0' });
    expect(engine.tf.getBackend()).toBe('wasm');
    expect(convolutionGradients(engine.tf)).toEqual([1200, 1200]);
  });

  it('refuses a number of threads that is none', async () => {
    const wrong = resolveEngine({ prefer: 'tfjs-node', threads: 0 });
    await (isInstalled ? expect(wrong).rejects.toMatchObject({ code: 'engine-threads' }) : wrong);
  });

  it.runIf(isInstalled)(
    'takes the native library, which trains a convolution, with the threads asked for',
    async () => {
      const engine = await resolveEngine({ prefer: 'tfjs-node', threads: 1 });
      expect(engine).toMatchObject({ name: 'tfjs-node', threads: 1, tried: [{ ok: true }] });
      expect(engine.tensorflow).toMatch(/^\d+\.\d+/);
      expect(engine.tf.getBackend()).toBe('tensorflow');
      expect(convolutionGradients(engine.tf)).toEqual([1200, 1200]);
      expect(engine.describe()[0]).toMatch(/^Engine: tfjs-node \(TensorFlow [\d.]+ with 1 thread\)/);
    },
  );

  it.runIf(isInstalled)('refuses another number of threads once the library is loaded', async () => {
    await resolveEngine({ prefer: 'tfjs-node', threads: 1 });
    const other = resolveEngine({ prefer: 'tfjs-node', threads: 2 });
    await expect(other).rejects.toMatchObject({ code: 'engine-threads', details: { expected: 1 } });
  });

  it('computes the same on plain JavaScript', async () => {
    const { tf } = await resolveEngine({ prefer: 'cpu' });
    expect(convolutionGradients(tf)).toEqual([1200, 1200]);
  });
});
