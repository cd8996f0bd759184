/** The 16 bits of the half-precision float nearest to a number of modest size. */
export function halfBits(value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  const exponent = Math.max(-14, Math.floor(Math.log2(size || 1e-9)));
  const steps = Math.round(size / 2 ** (exponent - 10));
  return sign + (size < 2 ** -14 ? steps : (exponent + 14) * 1024 + steps);
}

/** The number that 16 bits of half precision stand for. */
export function halfValue(bits: number): number {
  const [sign, exponent, steps] = [bits & 0x8000 ? -1 : 1, (bits >> 10) & 31, bits & 1023];
  if (exponent === 31) return steps > 0 ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (exponent === 0 ? steps * 2 ** -24 : (1024 + steps) * 2 ** (exponent - 25));
}
