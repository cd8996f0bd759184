import type { ForwardRequest, Network } from '@altsparse/core';
import { describe, expect, it } from 'vitest';
import { yielding } from './yielding-network.ts';

const instant: Network = {
  engine: 'instant',
  differentiate: () => Promise.reject(new Error('not here')),
  forward: () => Promise.resolve(Float32Array.of(7)),
  refuses: () => ['everything'],
  dispose() {},
};

describe('a yielding network', () => {
  it('lets a timer fire between calls that answer at once', async () => {
    const network = yielding(instant);
    let fired = false;
    setTimeout(() => {
      fired = true;
    }, 0);
    for (let call = 0; call < 100_000 && !fired; call++)
      expect(await network.forward({} as ForwardRequest)).toEqual(Float32Array.of(7));
    expect(fired).toBe(true);
  });

  it('is the network in all else', async () => {
    const network = yielding(instant);
    expect([network.engine, network.refuses({ name: '', nodes: [] })]).toEqual(['instant', ['everything']]);
    await expect(network.differentiate({} as never)).rejects.toThrow('not here');
  });
});
