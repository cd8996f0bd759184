import type { Pool } from '../../form/form.ts';
import * as tape from '../../tape/tape.ts';
import type { Pool as PoolOperands } from '../../tape/values.ts';
import { tensorBuffer } from '../buffer.ts';
import { contribute } from '../contributions.ts';
import { valueTensor } from '../source.ts';
import { emit, must, tensorOf } from '../writer.ts';
import type { WorkWriter } from './work-writer.ts';

/** Summary over a sliding window. */
export const poolWriter: WorkWriter<Pool> = {
  forward(writer, work) {
    const { batch, tiles } = writer;
    const input = valueTensor(writer, must(work.reads[0], work.name));
    const output = tensorOf(writer, work.index);
    emit(writer, ({ at }) =>
      tape.pool({ lanes: { batch, tiles }, ...shapeOf(work), input: at(input), output: at(output) }),
    );
  },
  backward(writer, work, gradient) {
    const { batch, tiles } = writer;
    const read = must(work.reads[0], work.name);
    const [input, output] = [valueTensor(writer, read), tensorOf(writer, work.index)];
    const result = tensorBuffer(work.from, tiles);
    emit(writer, ({ at }) =>
      tape.poolBackward({
        lanes: { batch, tiles },
        ...shapeOf(work),
        input: at(input),
        output: at(output),
        gradient: at(gradient),
        result: at(result),
      }),
    );
    contribute(writer, read, result);
  },
};

type PoolShape = Omit<PoolOperands, 'lanes' | 'input' | 'output'>;

const shapeOf = ({ summary, from, size, window, strides, padTop, padLeft }: Pool): PoolShape => ({
  kind: summary === 'max' ? 1 : 0,
  ...from,
  windowRows: window[0],
  windowColumns: window[1],
  strideRows: strides[0],
  strideColumns: strides[1],
  padTop,
  padLeft,
  outRows: size.rows,
  outColumns: size.columns,
});
