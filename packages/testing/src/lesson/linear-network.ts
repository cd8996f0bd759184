import { GraphBuilder, type GraphPlan, type Loss, type Network, planGraph } from '@altsparse/core';

/**
 * Two dense layers without bias, side by side, both from `[rows]`: `a` with so many columns, `b` with so many. Weights
 * begin at 0.
 *
 * @example
 * linearPlan(3, 2, 1).maskableCount // => 9
 */
export function linearPlan(rows: number, a: number, b: number): GraphPlan {
  const net = new GraphBuilder('linear', [1, 1, rows]);
  const flat = net.flatten('flat', net.input);
  const options = { bias: false, initialiser: { kind: 'constant', value: 0 } } as const;
  net.node('both', { op: 'concatenate' }, net.dense('a', flat, a, options), net.dense('b', flat, b, options));
  return planGraph(net.build());
}

/** A weight, the row of the input that it reads and the logit that it feeds. */
export interface Product {
  /** The weight, in the order of masks. */
  readonly weight: number;
  /** Which input. */
  readonly row: number;
  /** Which logit. */
  readonly column: number;
}

/** Every weight of a linear plan, in the order of masks. */
export function productsOf(plan: GraphPlan): readonly Product[] {
  let column = 0;
  return plan.parameters.flatMap(({ shape, offset, length }) => {
    const [, width = 0] = shape;
    const from = column;
    column += width;
    return Array.from({ length }, (_, i) => ({
      weight: offset + i,
      row: Math.floor(i / width),
      column: from + (i % width),
    }));
  });
}

/** Σ target · logit, mean over the batch: a loss whose gradient the data choose. */
export const linearLoss: Loss = {
  name: 'linear',
  evaluate(logits, _, { size, targets = new Float32Array(logits.length) }) {
    const value = logits.reduce((sum, logit, i) => sum + logit * (targets[i] as number), 0) / size;
    return { value, gradient: targets.map((one) => one / size) };
  },
};

/** The network of `linearPlan`, in plain loops. Where a gradient was not asked for, it is not a number. */
export function linearNetwork(plan: GraphPlan): Network {
  const products = productsOf(plan);
  const columns = plan.shapes.get('both')?.[0] ?? 0;
  const rows = plan.parameters[0]?.shape[0] ?? 0;
  const add = (target: Float32Array, i: number, value: number): void => {
    target[i] = (target[i] as number) + value;
  };
  const forward: Network['forward'] = async ({ weights, batch }) => {
    const logits = new Float32Array(batch.size * columns);
    for (let n = 0; n < batch.size; n++)
      for (const { weight, row, column } of products)
        add(logits, n * columns + column, (batch.images[n * rows + row] ?? 0) * (weights.parameters[weight] ?? 0));
    return logits;
  };
  return {
    engine: 'linear',
    forward,
    async differentiate(request) {
      const { batch, weights, want } = request;
      const logits = await forward(request);
      const result = request.loss.evaluate(logits, columns, batch);
      const gradient = new Float32Array(plan.parameterCount);
      for (let n = 0; n < batch.size; n++)
        for (const { weight, row, column } of products)
          add(gradient, weight, (batch.images[n * rows + row] ?? 0) * (result.gradient[n * columns + column] ?? 0));
      const answered = gradient.map((one, i) => (want === 'kept' && weights.mask[i] === 0 ? Number.NaN : one));
      return { loss: result.value, logits, gradient: answered, moments: new Float32Array(0) };
    },
    refuses: () => [],
    dispose() {},
  };
}
