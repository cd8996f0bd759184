import type { GraphPlan } from '../graph/graph.ts';
import { countKept } from '../mask/count.ts';

/**
 * The rule behind every FLOP that this project shows. Print it beside the number.
 */
export const FLOP_RULE =
  'One image, forward: 2 FLOPs for each multiply-add of convolutions and dense layers, counted at every output position, padding included; weights that the mask removes cost nothing; biases, normalisation, activations and pooling are not counted.';

/** Forward cost of one image at one node. */
export interface NodeCost {
  /** The node's name. */
  readonly node: string;
  /** Multiply-adds of the dense layer. */
  readonly denseMacs: number;
  /** Multiply-adds of the kept weights. */
  readonly macs: number;
}

/** Forward cost of one image. NaN, null in JSON: unknown, as the model has a part that nobody can count. */
export interface Cost {
  /** FLOPs by `FLOP_RULE`, twice the multiply-adds. */
  readonly flops: number;
  /** The same without a mask. */
  readonly denseFlops: number;
  /** Every convolution and dense layer, in order. */
  readonly nodes: readonly NodeCost[];
}

/**
 * Counts the forward cost of a sub-net.
 *
 * @param plan - The graph.
 * @param mask - `[plan.maskableCount]`; absent: dense.
 */
export function forwardCost(plan: GraphPlan, mask?: Uint8Array): Cost {
  return costBy(plan, (offset, length) => (mask === undefined ? 1 : countKept(mask, offset, offset + length) / length));
}

/**
 * The forward cost if every maskable layer kept a given share: for planning, before there is a mask.
 *
 * @param sparsities - One per maskable layer, in the order of masks.
 */
export function forwardCostAt(plan: GraphPlan, sparsities: readonly number[]): Cost {
  const offsets = plan.parameters.filter((one) => one.maskable).map((one) => one.offset);
  return costBy(plan, (offset) => 1 - (sparsities[offsets.indexOf(offset)] ?? 0));
}

function costBy(plan: GraphPlan, keptShare: (offset: number, length: number) => number): Cost {
  const kernels = new Map(plan.parameters.filter((one) => one.maskable).map((one) => [one.node, one]));
  const nodes = [...plan.macs].flatMap(([node, denseMacs]) => {
    if (denseMacs === 0) return [];
    const kernel = kernels.get(node);
    return [
      { node, denseMacs, macs: kernel === undefined ? denseMacs : denseMacs * keptShare(kernel.offset, kernel.length) },
    ];
  });
  const flops = (of: (node: NodeCost) => number): number => 2 * nodes.reduce((sum, node) => sum + of(node), 0);
  return { flops: flops((node) => node.macs), denseFlops: flops((node) => node.denseMacs), nodes };
}
