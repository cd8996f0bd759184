import type { Images } from '../../form/form.ts';
import * as tape from '../../tape/tape.ts';
import { emit, tensorOf } from '../writer.ts';
import type { WorkWriter } from './work-writer.ts';

/** Brings the batch from the host's order to that of the kernels; nothing lies behind it. */
export const imagesWriter: WorkWriter<Images> = {
  forward(writer, { index, size }) {
    const { batch, tiles, images } = writer;
    const to = tensorOf(writer, index);
    emit(writer, ({ at }) => tape.imagesIn({ lanes: { batch, tiles }, ...size, from: at(images), to: at(to) }));
  },
  backward() {},
};
