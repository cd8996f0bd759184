import type { Drop } from '../../form/form.ts';
import * as tape from '../../tape/tape.ts';
import { tensorBuffer } from '../buffer.ts';
import { contribute } from '../contributions.ts';
import { valueTensor } from '../source.ts';
import { emit, must, tensorOf } from '../writer.ts';
import type { WorkWriter } from './work-writer.ts';

/** Drops values by noise that the host writes before each step; the same on the way back. */
export const dropWriter: WorkWriter<Drop> = {
  forward(writer, work) {
    const { batch, tiles } = writer;
    const { reads, name, index, size, rate } = work;
    const [input, output] = [valueTensor(writer, must(reads[0], name)), tensorOf(writer, index)];
    const number = writer.drops.indexOf(work);
    emit(writer, ({ at, noise }) =>
      tape.dropout({
        lanes: { batch, tiles },
        ...size,
        rate,
        noise: noise(number),
        from: at(input),
        to: at(output),
      }),
    );
  },
  backward(writer, work, gradient) {
    const { batch, tiles } = writer;
    const { reads, name, size, rate } = work;
    const result = tensorBuffer(size, tiles);
    const number = writer.drops.indexOf(work);
    emit(writer, ({ at, noise }) =>
      tape.dropout({
        lanes: { batch, tiles },
        ...size,
        rate,
        noise: noise(number),
        from: at(gradient),
        to: at(result),
      }),
    );
    contribute(writer, must(reads[0], name), result);
  },
};
