import { hostMemory } from '../host/host-memory.ts';
import { hostPrimitives } from '../host/host-primitives.ts';
import { nativePrimitives } from '../native/native-primitives.ts';
import { oneDnn } from '../native/one-dnn.ts';
import type { TensorFlow } from '../tensorflow.ts';
import { composedPrimitives } from './composed.ts';
import type { Primitives } from './primitives.ts';

/** The fastest primitives for the current backend. */
export function choosePrimitives(tf: TensorFlow): Primitives {
  const base = composedPrimitives(tf);
  const dnn = oneDnn(tf);
  if (dnn !== undefined) return nativePrimitives(base, dnn);
  const memory = hostMemory(tf);
  return memory === undefined ? base : hostPrimitives(base, memory);
}
