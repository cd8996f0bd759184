import type { Convolution, Norm } from '../../form/form.ts';
import * as tape from '../../tape/tape.ts';
import { type Buffer, doublesBuffer } from '../buffer.ts';
import { boundGeometry, shareConvolution } from '../geometry.ts';
import { boundSource, readByConvolution } from '../source.ts';
import { emit, must, tensorOf, vectorsOf, type Writer } from '../writer.ts';
import { writeConvolutionBackward } from './convolution-backward.ts';
import type { WorkWriter } from './work-writer.ts';

/** Convolutions and dense layers, with the statistics of the normalisation that follows in training. */
export const convolutionWriter: WorkWriter<Convolution> = {
  forward(writer, work) {
    const { batch, tiles } = writer;
    const source = readByConvolution(writer, must(work.reads[0], work.name));
    const share = shareConvolution(writer, work, 'forward');
    const output = tensorOf(writer, work.index);
    const norm = writer.training ? writer.readers.normOf(work.index) : undefined;
    const items = tiles * share.chunks;
    const sums = norm && doublesBuffer(items * work.size.channels * 2);
    emit(writer, (bound) =>
      tape.convForward({
        lanes: { batch, tiles },
        source: boundSource(source, bound),
        geometry: boundGeometry(work, share, bound),
        lists: bound.layer(work.name).forward,
        output: bound.at(output),
        bias: work.bias === undefined ? 0 : bound.vector(work.bias),
        sums: sums === undefined ? 0 : bound.at(sums),
      }),
    );
    if (norm !== undefined && sums !== undefined) writeStatistics(writer, work, norm, items, sums);
  },
  backward: writeConvolutionBackward,
};

function writeStatistics(writer: Writer, work: Convolution, norm: Norm, items: number, sums: Buffer): void {
  const { channels, epsilon, gamma, beta, statistics } = norm;
  const count = writer.batch * work.size.rows * work.size.columns;
  const { scale, shift, mean, inverse } = vectorsOf(writer, norm);
  emit(writer, (bound) =>
    tape.normStatistics({
      channels,
      items,
      sums: bound.at(sums),
      count,
      epsilon,
      gamma: bound.vector(gamma),
      beta: bound.vector(beta),
      scale: bound.at(scale),
      shift: bound.at(shift),
      mean: bound.at(mean),
      inverse: bound.at(inverse),
      moments: bound.moments(statistics),
    }),
  );
}
