import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packBits, unpackBits } from './pack-bits.ts';

describe('bits', () => {
  it('are packed lowest first', () => {
    expect([...packBits(Uint8Array.of(1, 0, 1, 0, 0, 0, 0, 1, 0, 1))]).toEqual([0b10000101, 0b10]);
  });

  it('come back, whatever their number', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(0, 1), { maxLength: 40 }), (list) => {
        const values = Uint8Array.from(list);
        expect(unpackBits(packBits(values), values.length)).toEqual(values);
      }),
    );
  });
});
