import type { Norm } from '../form/form.ts';
import * as tape from '../tape/tape.ts';
import { type Buffer, floatsBuffer } from './buffer.ts';
import { valueTensor } from './source.ts';
import { writerOf } from './works/work-writers.ts';
import { emit, junctionAt, vectorsOf, type Writer } from './writer.ts';

/**
 * Writes the way forward: from the images to the logits.
 *
 * @returns Where the host reads the logits `[batch][classes]`.
 */
export function writeForward(writer: Writer): Buffer {
  if (!writer.training) for (const norm of writer.form.norms) fixNorm(writer, norm);
  for (const work of writer.form.works) writerOf(work).forward(writer, work);
  const { batch, tiles, form } = writer;
  const { channels } = junctionAt(writer, form.logits).size;
  const logits = floatsBuffer(batch * channels);
  const from = valueTensor(writer, form.logits);
  emit(writer, ({ at }) => tape.featuresOut({ lanes: { batch, tiles }, channels, from: at(from), to: at(logits) }));
  return logits;
}

/** Scale and shift of a normalisation from running statistics. */
function fixNorm(writer: Writer, norm: Norm): void {
  const { channels, epsilon, gamma, beta, statistics } = norm;
  const { scale, shift } = vectorsOf(writer, norm);
  emit(writer, (bound) =>
    tape.normFixed({
      channels,
      epsilon,
      gamma: bound.vector(gamma),
      beta: bound.vector(beta),
      mean: bound.statistics(statistics),
      variance: bound.statistics(statistics + channels),
      scale: bound.at(scale),
      shift: bound.at(shift),
    }),
  );
}
