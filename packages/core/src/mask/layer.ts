import type { GraphPlan, Parameter } from '../graph/graph.ts';
import type { Shape } from '../graph/shape.ts';

/** One maskable tensor, as moves see it. */
export interface MaskLayer {
  /** Name of its node: `stage1/block0/conv1`. */
  readonly name: string;
  /** `[kh, kw, in / groups, out]` or `[in, out]`. */
  readonly shape: Shape;
  /** Where its weights start in masks, scores and masters. */
  readonly offset: number;
  /** How many weights it has. */
  readonly length: number;
}

/** The maskable tensors of a graph, in the order of masks. */
export function maskLayers(plan: GraphPlan): readonly MaskLayer[] {
  return plan.parameters.filter((one) => one.maskable).map(asLayer);
}

function asLayer(parameter: Parameter): MaskLayer {
  return { name: parameter.node, shape: parameter.shape, offset: parameter.offset, length: parameter.length };
}
