import type { ActivationKind } from '@altsparse/core';
import type { Primitives } from '../primitives/primitives.ts';
import { hostActivateGradient, hostAdd, hostAddBias, hostRelu, hostSumToChannels } from './elementwise.ts';
import type { HostMemory } from './host-memory.ts';
import { hostNormalise, hostNormaliseGradient } from './normalisation.ts';

const throughKernels = (kind: ActivationKind): kind is 'softmax' | 'swish' => kind === 'softmax' || kind === 'swish';

/**
 * Primitives for backends whose memory JavaScript can reach: what a compiled loop over a typed array does faster than
 * a chain of the backend's kernels (WebAssembly: normalisation and its gradient in 2 passes each instead of 7 and 11).
 */
export function hostPrimitives(base: Primitives, memory: HostMemory): Primitives {
  return {
    ...base,
    add: (left, right) => hostAdd(memory, left, right),
    addBias: (input, bias) => hostAddBias(memory, input, bias),
    sumToChannels: (input) => hostSumToChannels(memory, input),
    activate: (kind, input) => (kind === 'relu' ? hostRelu(memory, input) : base.activate(kind, input)),
    activateGradient: (kind, gradient, kept) =>
      throughKernels(kind)
        ? base.activateGradient(kind, gradient, kept)
        : hostActivateGradient(memory, kind, gradient, kept),
    normalise: (input, scale, offset, epsilon, relu) => hostNormalise(memory, input, scale, offset, epsilon, relu),
    normaliseGradient: (request) => hostNormaliseGradient(memory, request),
  };
}
