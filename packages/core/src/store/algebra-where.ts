import type { Part, RootStep, Where } from './algebra.ts';

// The host algebra where zones are looked at, or nothing is. All arrays begin where the stretch does.

/** target = Σ factor · source. */
export function combineWhere(out: Float32Array, parts: readonly Part[], where: Where | undefined): void {
  const [[fa, va], [fb, vb] = [0, va], [fc, vc] = [0, va], ...rest] = parts as [Part, ...Part[]];
  const { zones, from, to } = zonesOf(where, out.length);
  for (let i = 0; i < out.length; i++) {
    if (zones !== undefined && ((zones[i] as number) < from || (zones[i] as number) > to)) continue;
    let sum = fa * (va[i] as number);
    if (fb !== 0) sum += fb * (vb[i] as number);
    if (fc !== 0) sum += fc * (vc[i] as number);
    if (rest.length > 0) for (const [factor, values] of rest) sum += factor * (values[i] as number);
    out[i] = sum;
  }
}

/** Σ a · b. */
export function innerWhere(a: Float32Array, b: Float32Array, where: Where | undefined): number {
  const { zones, from, to } = zonesOf(where, a.length);
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    if (zones !== undefined && ((zones[i] as number) < from || (zones[i] as number) > to)) continue;
    sum += (a[i] as number) * (b[i] as number);
  }
  return sum;
}

/** target = keep · target + (1 − keep) · source². */
export function averageSquareWhere(
  out: Float32Array,
  keep: number,
  values: Float32Array,
  where: Where | undefined,
): void {
  const { zones, from, to } = zonesOf(where, out.length);
  for (let i = 0; i < out.length; i++) {
    if (zones !== undefined && ((zones[i] as number) < from || (zones[i] as number) > to)) continue;
    const value = values[i] as number;
    out[i] = keep * (out[i] as number) + (1 - keep) * value * value;
  }
}

/** target = target − rate · numerator / (√(denominator · correction) + epsilon). */
export function stepByRootWhere(
  out: Float32Array,
  step: RootStep,
  numerator: Float32Array,
  denominator: Float32Array,
  where: Where | undefined,
): void {
  const { zones, from, to } = zonesOf(where, out.length);
  for (let i = 0; i < out.length; i++) {
    if (zones !== undefined && ((zones[i] as number) < from || (zones[i] as number) > to)) continue;
    const root = Math.sqrt((denominator[i] as number) * step.correction) + step.epsilon;
    out[i] = (out[i] as number) - (step.rate * (numerator[i] as number)) / root;
  }
}

function zonesOf(
  where: Where | undefined,
  length: number,
): { zones: Uint8Array | undefined; from: number; to: number } {
  if (where === undefined) return { zones: undefined, from: 0, to: 0 };
  return { zones: where.zones.subarray(where.offset, where.offset + length), from: where.from, to: where.to };
}
