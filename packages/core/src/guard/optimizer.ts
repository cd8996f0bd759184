import { attempt } from '../loop/blame.ts';
import type { Optimizer } from '../optimizer/optimizer.ts';
import { partPlace } from '../plugin/origin.ts';

/** The same optimizer; what it throws is put down to it. What it does to weights is not looked at: see `loss-not-finite`. */
export function guardOptimizer(optimizer: Optimizer): Optimizer {
  const part = partPlace('optimizer', optimizer.name, 'update', optimizer);
  return {
    name: optimizer.name,
    slots: optimizer.slots,
    update: (span, algebra) => attempt(part, () => optimizer.update(span, algebra)),
  };
}
