/** What `engine` may be in a config and after `--engine`. */
export const engineChoices = [
  'auto',
  'tensorflow',
  'sparse',
  'tfjs-node-gpu',
  'tfjs-node',
  'wasm',
  'cpu',
  'webgpu',
] as const;

/**
 * Which engine computes. `auto`: TensorFlow while a sub-net is nearly dense, the sparse engine from the switch point on.
 * `tensorflow`: the fastest engine of TensorFlow.js alone. `sparse`: the sparse engine alone. Others: this engine of
 * TensorFlow.js, and slower ones if it is not there.
 */
export type EngineChoice = (typeof engineChoices)[number];

/** Sparsity from which the sparse engine computes where nobody measured: a stated number, the same on every machine. */
export const statedSwitchPoint = 0.5;
