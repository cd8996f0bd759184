import type { ForwardRequest } from '@altsparse/core';
import { place, readLogits } from './differentiate.ts';
import { type Engine, programFor } from './engine.ts';
import { listsFor } from './subnet-lists.ts';
import { tapeFor } from './tapes.ts';
import { writeParameters } from './write-parameters.ts';

/** Logits with running statistics, always in fp32. */
export function evaluate(engine: Engine, { subnet, weights, batch }: ForwardRequest): Float32Array {
  const { machine, fixed } = engine;
  const program = programFor(engine, { kind: 'evaluation', batch: batch.size, precision: 'fp32' });
  const lists = listsFor(engine, subnet, weights);
  const tape = tapeFor(engine, lists, program, 'evaluation');
  writeParameters(engine, weights.parameters, lists.forward);
  machine.write(fixed.statistics, weights.statistics);
  machine.write(place(engine, program, program.ports.images), batch.images);
  machine.run(tape);
  return readLogits(engine, program);
}
