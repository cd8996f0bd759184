/** Are two arrays the same, bit for bit? Numbers that are none count by their kind, −0 is not 0. */
export function sameBits(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) return false;
  return true;
}

/** How many ones a mask has, counted without core. */
export function onesIn(mask: Uint8Array, from = 0, length: number = mask.length): number {
  let count = 0;
  for (let i = from; i < from + length; i++) if (mask[i] === 1) count++;
  return count;
}

/** 1 where any mask has a 1, worked out without core. */
export function anyOf(masks: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(masks[0] ?? [], (_, i) => (masks.some((mask) => mask[i] === 1) ? 1 : 0));
}
