import { type BatchSource, type GraphPlan, type Strategy, sgd, train } from '@altsparse/core';
import { linearLoss, linearNetwork, linearPlan } from '@altsparse/testing';

/** Two layers of 8 × 1. */
export const plan: GraphPlan = linearPlan(8, 1, 1);
export const layers = [
  { offset: 0, rows: 8, columns: 1 },
  { offset: 8, rows: 8, columns: 1 },
] as const;

/** Learning rate of the kit. */
export const rate = 0.1;
/** Its momentum. */
export const momentum = 0.9;
/** Its weight decay. */
export const decay = 0.01;

/** Batches whose gradient is as given: one image a row, 1 there and 0 elsewhere. */
export function dataOf(gradients: readonly (readonly number[])[]): BatchSource {
  return {
    batchesPerEpoch: gradients.length,
    size: gradients.length * 8,
    async batch(step) {
      const images = Float32Array.from({ length: 64 }, (_, i) => (i % 9 === 0 ? 1 : 0));
      const wanted = gradients[step % gradients.length] ?? [];
      const targets = Float32Array.from({ length: 16 }, (_, i) => 8 * (wanted[(i % 2) * 8 + Math.floor(i / 2)] ?? 0));
      return { size: 8, images, labels: new Int32Array(8), targets };
    },
  };
}

/** What is left after a step for each gradient, from weights 0. */
export async function trained(
  strategy: Strategy,
  gradients: readonly (readonly number[])[],
  subnets: readonly number[] = [0.5],
): Promise<{ weights: number[]; mask: number[]; changes: number }> {
  let changes = 0;
  const observe = (event: { readonly type: string }): void => {
    if (event.type === 'mask') changes++;
  };
  const stage = {
    subnets,
    strategy,
    data: dataOf(gradients),
    learningRate: () => rate,
    optimizer: sgd({ momentum }),
    weightDecay: decay,
    loss: linearLoss,
    length: gradients.length,
  };
  const observers = [{ name: 'changes', observe }];
  const { store } = await train({ model: plan, network: linearNetwork(plan), stages: [stage], observers }).result;
  return { weights: [...store.masters.subarray(0, 16)], mask: [...(store.masks[0] ?? [])], changes };
}
