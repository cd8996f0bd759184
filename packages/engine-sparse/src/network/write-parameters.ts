import type { Engine } from './engine.ts';

/** Brings a sub-net's parameters to the machine, all of them. */
export function writeParameters({ machine, fixed }: Engine, parameters: Float32Array): void {
  machine.write(fixed.parameters, parameters);
}
