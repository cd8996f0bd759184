import { prepared, smallResnet } from '@altsparse/testing/graphs';
import { describe, expect, it } from 'vitest';
import { machineOf, masked, passOf } from '../conformance/subject.test.kit.ts';
import { sparseNetwork } from './sparse-network.ts';

const probe = await machineOf(1);
const { mixed } = probe;
probe.dispose();

/** Length of the difference, by the length of the expected. */
function distance(found: Float32Array, expected: Float32Array): number {
  return Math.hypot(...found.map((one, at) => one - expected[at]!)) / Math.hypot(...expected);
}

describe.runIf(mixed)('mixed precision', () => {
  it.each([1, 16, 19, 40])('has the pass of fp32 to within two digits, with %i images', async (size) => {
    const { plan, batch, weights: whole } = prepared(smallResnet(), size);
    const weights = masked(whole, (at) => at % 3 !== 0, 1);
    const [single, half] = [
      sparseNetwork({ plan, machine: await machineOf(2) }),
      sparseNetwork({ plan, machine: await machineOf(2), precision: 'mixed' }),
    ];
    const expected = await passOf(single, { batch, weights, want: 'kept' });
    const found = await passOf(half, { batch, weights, want: 'kept' });
    expect(distance(found.logits, expected.logits)).toBeLessThan(0.02);
    expect(distance(found.moments, expected.moments)).toBeLessThan(0.02);
    const kept = (gradient: Float32Array) => gradient.map((slope, at) => (weights.mask[at] === 0 ? 0 : slope));
    const away = distance(kept(found.gradient), kept(expected.gradient));
    expect(away).toBeLessThan(0.15);
    expect(away).toBeGreaterThan(0);
    expect(await passOf(half, { batch, weights, want: 'all' })).toEqual(
      await passOf(single, { batch, weights, want: 'all' }),
    );
    expect(await half.forward({ subnet: 0, weights, batch })).toEqual(
      await single.forward({ subnet: 0, weights, batch }),
    );
    single.dispose();
    half.dispose();
  });
});

it.skipIf(mixed)('mixed precision is refused where the machine lacks it', async () => {
  const { plan } = prepared(smallResnet());
  const machine = await machineOf(1);
  expect(() => sparseNetwork({ plan, machine, precision: 'mixed' })).toThrow(/precision/);
});
