import { AltsparseError } from '@altsparse/core';

/** An instruction that the kernels do not know. */
export function unknownInstruction(tape: Int32Array, place: number): AltsparseError {
  return new AltsparseError('kernels-tape', 'The kernels do not know an instruction.', {
    place: `number ${place} of the tape`,
    found: tape[place],
  });
}

/** Mixed precision where there is none. */
export function unsuitablePrecision(found: string): AltsparseError {
  return new AltsparseError('kernels-precision', 'Mixed precision needs native kernels on a processor with AVX-512.', {
    found,
    hint: "Take precision 'fp32'.",
  });
}
