/**
 * Packs zeros and ones, eight to a byte; the first is the lowest bit. Python reads them with
 * `numpy.unpackbits(bytes, bitorder='little', count=n)`.
 */
export function packBits(values: Uint8Array): Uint8Array {
  const packed = new Uint8Array(Math.ceil(values.length / 8));
  for (let i = 0; i < values.length; i++)
    packed[i >> 3] = (packed[i >> 3] as number) | ((values[i] as number) << (i & 7));
  return packed;
}

/** The first `length` of the zeros and ones in {@link packBits}' bytes. */
export function unpackBits(packed: Uint8Array, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => ((packed[i >> 3] as number) >> (i & 7)) & 1);
}
