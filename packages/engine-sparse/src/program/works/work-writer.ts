import type { Buffer } from '../buffer.ts';
import type { BackwardWriter } from '../contributions.ts';
import type { Writer } from '../writer.ts';

/** How one kind of work becomes instructions. */
export interface WorkWriter<W> {
  /** Its tensor from what it reads. */
  forward(writer: Writer, work: W): void;
  /** From the derivative with respect to its tensor those of what it reads and of its parameters. */
  backward(writer: BackwardWriter, work: W, gradient: Buffer): void;
}
