import { AltsparseError } from '@altsparse/core';
import { LINE_BYTES } from './machine.ts';

/** An instruction that the kernels do not know. */
export function unknownInstruction(tape: Int32Array, place: number): AltsparseError {
  return new AltsparseError('kernels-tape', 'The kernels do not know an instruction.', {
    place: `number ${place} of the tape`,
    found: tape[place],
  });
}

/** A machine that is used after its end. */
export function disposedMachine(): AltsparseError {
  return new AltsparseError('kernels-disposed', 'This machine was disposed.', { hint: 'Make a new one.' });
}

/** More lines than can be had. */
export function tooLittleMemory(who: string, lines: number, most: number, cause?: unknown): AltsparseError {
  return new AltsparseError('kernels-memory', `${who} has not so much memory.`, {
    found: `${lines * LINE_BYTES} bytes`,
    expected: `at most ${most * LINE_BYTES}`,
    hint: 'Take a smaller batch.',
    cause,
  });
}

/** Mixed precision where there is none. */
export function unsuitablePrecision(found: string): AltsparseError {
  return new AltsparseError('kernels-precision', 'Mixed precision needs native kernels on a processor with AVX-512.', {
    found,
    hint: "Take precision 'fp32'.",
  });
}
