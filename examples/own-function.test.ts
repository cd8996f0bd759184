import { describe, expect, it } from 'vitest';
import { linesOf } from './claims.test.kit.ts';

describe("a function of one's own", () => {
  it('is brought and trained in at most 35 lines', () => {
    expect(linesOf('own-function.ts', "a function of one's own").length).toBeLessThanOrEqual(35);
  });

  it('is trained as two sub-nets and holds one of them at the end', async () => {
    const { found } = await import('./own-function.ts');
    const { subnets, variables, plan } = found;
    expect(subnets.map((one) => one.sparsity.toFixed(2))).toEqual(['0.50', '0.80']);
    for (const { evaluation } of subnets) expect(evaluation?.accuracy).toBeGreaterThan(0.8);
    const zeros = variables.slice(0, 3).map((one) => one.dataSync().filter((value) => value === 0).length);
    expect(zeros.reduce((sum, count) => sum + count, 0) / plan.maskableCount).toBeCloseTo(0.8, 3);
  });
});
