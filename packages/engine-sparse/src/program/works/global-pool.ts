import type { GlobalPool } from '../../form/form.ts';
import * as tape from '../../tape/tape.ts';
import { tensorBuffer } from '../buffer.ts';
import { contribute } from '../contributions.ts';
import { valueTensor } from '../source.ts';
import { emit, must, tensorOf } from '../writer.ts';
import type { WorkWriter } from './work-writer.ts';

/** Summary over the whole image. */
export const globalPoolWriter: WorkWriter<GlobalPool> = {
  forward(writer, { reads, name, index, from, summary }) {
    const { batch, tiles } = writer;
    const [input, output] = [valueTensor(writer, must(reads[0], name)), tensorOf(writer, index)];
    const kind = summary === 'max' ? 1 : 0;
    emit(writer, ({ at }) =>
      tape.globalPool({ lanes: { batch, tiles }, kind, ...from, input: at(input), output: at(output) }),
    );
  },
  backward(writer, { reads, name, index, from, summary }, gradient) {
    const { batch, tiles } = writer;
    const read = must(reads[0], name);
    const [input, output, result] = [valueTensor(writer, read), tensorOf(writer, index), tensorBuffer(from, tiles)];
    emit(writer, ({ at }) =>
      tape.globalPoolBackward({
        lanes: { batch, tiles },
        kind: summary === 'max' ? 1 : 0,
        ...from,
        input: at(input),
        output: at(output),
        gradient: at(gradient),
        result: at(result),
      }),
    );
    contribute(writer, read, result);
  },
};
