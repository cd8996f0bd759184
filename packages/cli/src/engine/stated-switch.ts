import type { EngineName } from '@altsparse/engine/node';
import type { SwitchChoice } from '../config/engine-choice.ts';

/**
 * The sparsity from which the sparse engine computes where nobody measures. Timed on ResNet-20, wide ResNet-32 and a small
 * net at batch 32 and 64, on two threads with AVX-512, busy with other work: beside TensorFlow's library native kernels are
 * the faster ones from half at the latest, WebAssembly from nine tenths; beside TensorFlow.js's portable backends at once.
 */
export function statedSwitch(backend: EngineName, machine: 'native' | 'wasm'): number {
  if (backend !== 'tfjs-node') return 0;
  return machine === 'native' ? 0.5 : 0.9;
}

/** The least sparsity that can turn out to be the switch point; above 0 beside TensorFlow's library, so that a dense net stays on it. */
export function leastSwitch(choice: SwitchChoice, backend: EngineName): number {
  if (typeof choice === 'number') return choice;
  if (choice === 'stated') return statedSwitch(backend, 'native');
  return backend === 'tfjs-node' ? Number.MIN_VALUE : 0;
}
