/** The instructions of the kernels: each takes its operands by name and gives opcode, length and operands in the order of `native/tape.h` in `@altsparse/kernels`. */
export { convBackward, convForward } from './convolutions.ts';
export {
  add,
  featuresIn,
  featuresOut,
  fill,
  flattenImage as flatten,
  gather,
  imagesIn,
  scale,
  scatter,
  window,
} from './moves.ts';
export { normBackward, normFixed, normStatistics, sumItems } from './norms.ts';
export { dropout, globalPool, globalPoolBackward, junction, junctionBackward, pool, poolBackward } from './values.ts';
