import { describe, expect, it } from 'vitest';
import { linesOf } from './claims.test.kit.ts';

describe('the training program', () => {
  it('has at most 30 lines', () => {
    expect(linesOf('train.ts', 'training').length).toBeLessThanOrEqual(30);
  });

  it('trains two sub-nets in one set of weights to their sparsities, and corrects gradients on the way', async () => {
    const { overall, subnets } = await import('./train.ts');
    expect(subnets.map((one) => one.sparsity.toFixed(4))).toEqual(['0.8000', '0.9000']);
    for (const { evaluation } of subnets) expect(evaluation?.accuracy).toBeGreaterThan(0.8);
    // two layers, and a partner in every second of 400 steps
    expect(overall.products).toBe(400);
    expect(overall.negativeBefore).toBeGreaterThan(0);
    expect(overall.negativeAfter).toBe(0);
  });
});
