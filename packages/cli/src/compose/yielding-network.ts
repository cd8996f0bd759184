import { setImmediate } from 'node:timers/promises';
import type { Network } from '@altsparse/core';

/**
 * The same network, which lets timers, signals and messages have their turn after each call. TensorFlow's library answers
 * at once, so a training run on it is one long chain of promises that nothing else gets into.
 */
export function yielding(network: Network): Network {
  const afterwards = async <T>(result: Promise<T>): Promise<T> => {
    const value = await result;
    await setImmediate();
    return value;
  };
  return {
    engine: network.engine,
    differentiate: (request) => afterwards(network.differentiate(request)),
    forward: (request) => afterwards(network.forward(request)),
    refuses: (graph) => network.refuses(graph),
    dispose: () => network.dispose(),
  };
}
