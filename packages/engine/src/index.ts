/**
 * Runs graphs on TensorFlow.js: chooses, installs and tunes the backend.
 *
 * @packageDocumentation
 */

export { tuneNativeBackend } from './native/tune-native-backend.ts';
export { type TfjsNetworkOptions, tfjsNetwork } from './network/tfjs-network.ts';
export type {
  ConvolutionFinish,
  Normalised,
  NormalisedGradient,
  NormalisedGradientRequest,
  Primitives,
} from './primitives/primitives.ts';
export type { Window } from './primitives/window.ts';
export type { TensorFlow } from './tensorflow.ts';
export {
  type NetworkVariable,
  type VariablesForward,
  type VariablesNetwork,
  type VariablesNetworkOptions,
  variablesNetwork,
} from './variables/variables-network.ts';
export { registerTrainingKernels } from './wasm/register-training-kernels.ts';
