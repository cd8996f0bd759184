import fc from 'fast-check';
import type { Remembered } from '../store/store.ts';
import type { Patient } from './correct.ts';
import type { Region } from './products.ts';
import type { Surgery } from './surgery.ts';

/** A surgery that adds nothing; give it what a test is about. */
export function surgeryWith(changes: Partial<Surgery> = {}): Surgery {
  return {
    name: 'test',
    scope: 'layer',
    against: 'previous',
    remember: 'raw',
    support: 'active',
    coefficients: ({ references }) => Array.from({ length: references }, () => 0),
    ...changes,
  };
}

/** ⟨a, b⟩ over a region, place by place. */
export function slowProduct(a: ArrayLike<number>, b: ArrayLike<number>, { offset, length }: Region): number {
  let sum = 0;
  for (let i = offset; i < offset + length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

/** A reference as a support sees it. */
export function restricted(vector: Float32Array, mask: Uint8Array): Float32Array {
  return vector.map((value, i) => (i >= mask.length || mask[i] === 1 ? value : 0));
}

/** Some gradients over two layers, the first of them on the table. */
export interface Case {
  readonly patient: Patient;
  readonly references: readonly Remembered[];
  readonly regions: readonly Region[];
}

/** Random cases: layers of 4 and 3 weights, then 2 parameters that are never masked; one to three references. */
export const cases: fc.Arbitrary<Case> = fc
  .record({
    gradient: floats(9),
    mask: fc.uint8Array({ minLength: 7, maxLength: 7, max: 1 }),
    references: fc.array(floats(7), { minLength: 1, maxLength: 3 }),
  })
  .map(({ gradient, mask, references }) => ({
    patient: { subnet: 9, gradient: restricted(gradient, mask), mask },
    references: references.map((one, subnet) => ({ subnet, gradient: one })),
    regions: [
      { name: 'a', offset: 0, length: 4 },
      { name: 'b', offset: 4, length: 3 },
    ],
  }));

/** Whole numbers from -8 to 8, so that sums and products are exact. */
function floats(length: number): fc.Arbitrary<Float32Array> {
  return fc
    .array(fc.integer({ min: -8, max: 8 }), { minLength: length, maxLength: length })
    .map((values) => Float32Array.from(values));
}
