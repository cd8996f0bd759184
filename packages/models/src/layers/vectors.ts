import { AltsparseError, type GraphPlan, type InitialWeights } from '@altsparse/core';
import type { TiedWeight } from './origin.ts';

/** The stretch of a sub-net's vectors in which a weight lies; no copy. */
export function stretchOf(plan: GraphPlan, weights: InitialWeights, { node, role }: TiedWeight): Float32Array {
  if (role === 'mean' || role === 'variance') {
    const place = plan.normalisations.find((one) => one.node === node);
    if (place === undefined) throw missing(plan, `${node}/${role}`);
    const start = place.offset + (role === 'mean' ? 0 : place.channels);
    return weights.statistics.subarray(start, start + place.channels);
  }
  const parameter = plan.parameters.find((one) => one.node === node && one.role === role);
  if (parameter === undefined) throw missing(plan, `${node}/${role}`);
  return weights.parameters.subarray(parameter.offset, parameter.offset + parameter.length);
}

function missing(plan: GraphPlan, expected: string): AltsparseError {
  return new AltsparseError('layers-differ', 'This origin is of another model.', { place: plan.graph.name, expected });
}
