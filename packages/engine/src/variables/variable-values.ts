import type { GraphPlan, Parameter } from '@altsparse/core';
import type { Variable } from '@tensorflow/tfjs-core';
import { scope, type TensorFlow, upload } from '../tensorflow.ts';

/** A parameter of the plan and the variable behind it. */
export interface Place {
  /** Where its values lie. */
  readonly parameter: Parameter;
  /** The caller's. */
  readonly variable: Variable;
}

/** The variables in the order of the plan. */
export function placeVariables(plan: GraphPlan, variables: ReadonlyMap<string, Variable>): readonly Place[] {
  return plan.parameters.flatMap((parameter) => {
    const variable = variables.get(parameter.name);
    return variable === undefined ? [] : [{ parameter, variable }];
  });
}

/** All values as one flat vector in the order of the plan. */
export async function readVariables(plan: GraphPlan, places: readonly Place[]): Promise<Float32Array> {
  const values = new Float32Array(plan.parameterCount);
  for (const { parameter, variable } of places) values.set(await variable.data<'float32'>(), parameter.offset);
  return values;
}

/** Gives every variable its stretch of a flat vector; copies, as a backend may keep the array. */
export function writeVariables(tf: TensorFlow, places: readonly Place[], values: Float32Array): void {
  scope(tf, () => {
    for (const { parameter, variable } of places) {
      const own = values.slice(parameter.offset, parameter.offset + parameter.length);
      variable.assign(upload(tf, own, parameter.shape));
    }
  });
}
