import * as tape from '../tape/tape.ts';
import { type Buffer, floatsBuffer, tensorBuffer } from './buffer.ts';
import { type BackwardWriter, contribute } from './contributions.ts';
import { writerOf } from './works/work-writers.ts';
import { emit, junctionAt, must, type Writer } from './writer.ts';

/**
 * Writes the way back: from the gradient of the logits to that of every parameter that they depend on.
 *
 * @returns Where the host writes the gradient `[batch][classes]`.
 */
export function writeBackward(writer: Writer): Buffer {
  const back: BackwardWriter = { ...writer, pending: new Map(), remaining: new Map(), gradients: new Map() };
  const { batch, tiles, form, readers } = writer;
  const { size } = junctionAt(writer, form.logits);
  const { channels } = size;
  const [from, to] = [floatsBuffer(batch * channels), tensorBuffer(size, tiles)];
  emit(back, ({ at }) => tape.featuresIn({ lanes: { batch, tiles }, channels, from: at(from), to: at(to) }));
  contribute(back, form.logits, to);
  for (const work of form.works.toReversed()) {
    if (!readers.isDifferentiated(work.index)) continue;
    const gradient = back.gradients.get(readers.junctionOf(work.index)?.index ?? -1);
    writerOf(work).backward(back, work, must(gradient, `the gradient of ${work.name}`));
  }
  writer.slabLines = Math.max(writer.slabLines, back.slabLines);
  return from;
}
