import type { Flatten } from '../../form/form.ts';
import * as tape from '../../tape/tape.ts';
import { tensorBuffer } from '../buffer.ts';
import { contribute } from '../contributions.ts';
import { valueTensor } from '../source.ts';
import { emit, must, tensorOf } from '../writer.ts';
import type { WorkWriter } from './work-writer.ts';

/** Features of an image, and back. */
export const flattenWriter: WorkWriter<Flatten> = {
  forward(writer, { reads, name, index, from }) {
    const { tiles } = writer;
    const [image, features] = [valueTensor(writer, must(reads[0], name)), tensorOf(writer, index)];
    emit(writer, ({ at }) => tape.flatten({ tiles, ...from, image: at(image), features: at(features), direction: 0 }));
  },
  backward(writer, { reads, name, from }, gradient) {
    const { tiles } = writer;
    const result = tensorBuffer(from, tiles);
    emit(writer, ({ at }) => tape.flatten({ tiles, ...from, image: at(result), features: at(gradient), direction: 1 }));
    contribute(writer, must(reads[0], name), result);
  },
};
