/**
 * Which engine computes. `auto`: TensorFlow while a sub-net is nearly dense, the sparse engine from the switch point on.
 * `tensorflow`: the fastest engine of TensorFlow.js alone. `sparse`: the sparse engine alone. Others: this engine of
 * TensorFlow.js, and slower ones if it is not there.
 */
export type EngineChoice = 'auto' | 'tensorflow' | 'sparse' | 'tfjs-node-gpu' | 'tfjs-node' | 'wasm' | 'cpu' | 'webgpu';

/** What `engine` may be in a config and after `--engine`. */
export const engineChoices: readonly EngineChoice[] = [
  ...(['auto', 'tensorflow', 'sparse'] as const),
  ...(['tfjs-node-gpu', 'tfjs-node', 'wasm', 'cpu', 'webgpu'] as const),
];

/**
 * The sparsity of a sub-net from which the sparse engine computes it: a number from 0 to 1; `stated`: a number that
 * stands in the program for each pair of engines; `measured`: by a short timing of both on the run's own model.
 */
export type SwitchChoice = number | 'stated' | 'measured';
