import { type Engine, lineOf } from './engine.ts';
import type { ListGroup } from './list-group.ts';

/** Brings what the way forward works with to the machine: kept weights in the order of their lists, and what is never masked. */
export function writeParameters(engine: Engine, parameters: Float32Array, forward: ListGroup): void {
  const { machine, fixed } = engine;
  machine.gather(parameters, fixed.vectorIndices, fixed.vectorCount, fixed.vectors);
  machine.gather(parameters, forward.indices, forward.count, lineOf(engine, 'values'));
}

/** Brings kept weights in the order of the way back. */
export function writeInputs(engine: Engine, parameters: Float32Array, forward: ListGroup, inputs: ListGroup): void {
  const to = lineOf(engine, 'values') + forward.valueLines;
  engine.machine.gather(parameters, inputs.indices, inputs.count, to);
}
