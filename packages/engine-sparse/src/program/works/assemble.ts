import type { Assemble } from '../../form/form.ts';
import * as tape from '../../tape/tape.ts';
import { tensorBuffer } from '../buffer.ts';
import { contribute, remainingOf } from '../contributions.ts';
import { valueTensor } from '../source.ts';
import { emit, must, tensorOf } from '../writer.ts';
import type { WorkWriter } from './work-writer.ts';

/** Zero padding and concatenation: parts of a larger tensor, each copied to its place and its derivative back. */
export const assembleWriter: WorkWriter<Assemble> = {
  forward(writer, { parts, reads, name, size, index }) {
    const { tiles } = writer;
    const whole = tensorOf(writer, index);
    for (const [i, part] of parts.entries()) {
      const from = valueTensor(writer, must(reads[i], name));
      emit(writer, ({ at }) =>
        tape.window({
          tiles,
          from: { ...part.size, tensor: at(from) },
          to: { ...size, tensor: at(whole) },
          rowShift: part.row,
          channelShift: part.channel,
          columnShift: part.column,
          clear: i === 0 ? 1 : 0,
        }),
      );
    }
  },
  backward(writer, { parts, reads, name, size }, gradient) {
    const { tiles } = writer;
    for (const [i, part] of parts.entries()) {
      const read = must(reads[i], name);
      if (remainingOf(writer, read) === 0) continue;
      const result = tensorBuffer(part.size, tiles);
      emit(writer, ({ at }) =>
        tape.window({
          tiles,
          from: { ...size, tensor: at(gradient) },
          to: { ...part.size, tensor: at(result) },
          rowShift: -part.row,
          channelShift: -part.channel,
          columnShift: -part.column,
          clear: 1,
        }),
      );
      contribute(writer, read, result);
    }
  },
};
