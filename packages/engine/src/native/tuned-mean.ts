import { sizeOf } from '@altsparse/core';
import type { TensorFlow } from '../tensorflow.ts';
import { tuneGradient } from './tuned-gradient.ts';

/** Derivative of a mean by one pass that spreads it out; the library's fills, multiplies and divides. */
export function tuneMean(tf: TensorFlow): void {
  tuneGradient(tf, 'Mean', (dy, [x], { axis: reduced }) => {
    const { shape } = x!;
    const axes = tf.util.parseAxisParam(reduced as number | number[], shape);
    const kept = shape.map((length, axis) => (axes.includes(axis) ? 1 : length));
    const count = sizeOf(axes.map((axis) => shape[axis] ?? 1));
    return { x: () => tf.broadcastTo(tf.div(tf.reshape(dy, kept), count), shape) };
  });
}
