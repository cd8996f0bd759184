import type { GraphNode, GraphPlan } from '@altsparse/core';
import { isWinograd } from '../lists/block.ts';

/**
 * Columns from which on images are large enough to fill a tile: measured on two threads with AVX-512, a dense wide ResNet-32 (32 to 8 columns) takes
 * less than two fifths of TensorFlow's time, ResNet-18 (32 to 4) and VGG-16 (a tenth on 2 columns) less than half.
 */
export const winogradColumns = 4;

/**
 * How much of a dense forward pass this engine works through by Winograd's way at its best: the share of multiply-adds in
 * convolutions with 3x3 weights, stride 1, no groups and 8 or more input channels, whose output has `winogradColumns` or more.
 *
 * @returns From 0 to 1; NaN for a model that nobody can look into.
 */
export function winogradShare(plan: GraphPlan): number {
  let [all, fast] = [0, 0];
  for (const node of plan.graph.nodes) {
    const macs = plan.macs.get(node.name) ?? 0;
    all += macs;
    if (isFast(plan, node)) fast += macs;
  }
  return fast / all;
}

function isFast({ shapes }: GraphPlan, { name, inputs: [from = ''], operation }: GraphNode): boolean {
  if (operation.op !== 'conv2d') return false;
  const { kernel: window, strides, groups } = operation;
  const columns = shapes.get(name)?.[1] ?? 0;
  return columns >= winogradColumns && isWinograd({ window, strides, groups, channels: shapes.get(from)?.[2] ?? 0 });
}
