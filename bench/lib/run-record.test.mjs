import { describe, expect, it } from 'vitest';
import { summarise } from './run-record.mjs';

const step = (subnet, loss) => ({ type: 'step', trained: [{ subnet, loss }] });
const mask = (subnet, sparsity, dropped, grown) => ({ type: 'mask', subnet, sparsity, dropped, grown });
const stage = (...sparsities) => ({ type: 'stage', subnets: sparsities.map((sparsity) => ({ sparsity })) });

describe('the events of a run', () => {
  it('give the steps and the last losses of one sub-net', () => {
    const early = Array.from({ length: 10 }, () => step(1, 100));
    const late = Array.from({ length: 20 }, (_, i) => step(1, i % 2 === 0 ? 1 : 2));
    expect(summarise([stage(0, 0), ...early, step(0, 7), ...late], 1)).toMatchObject({ ownSteps: 30, trainLoss: 1.5 });
  });

  it('count updates that changed something, of that sub-net alone', () => {
    const events = [stage(0.9, 0.9), mask(0, 0.9, 3, 3), mask(0, 0.9, 0, 0), mask(1, 0.9, 2, 2), mask(0, 0.92, 1, 0)];
    expect(summarise(events, 0).maskChanges).toBe(2);
  });

  it('count stages that begin with another sparsity than the one before ended with', () => {
    const events = [stage(0), stage(0.2), stage(0.2), stage(0.5), mask(0, 0.9, 4, 0), stage(0.9)];
    expect(summarise(events, 0).maskChanges).toBe(3);
  });
});
