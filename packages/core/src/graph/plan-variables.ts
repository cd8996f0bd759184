import { AltsparseError } from '../error.ts';
import type { Graph, GraphPlan, Parameter } from './graph.ts';
import { planGraph } from './plan-graph.ts';
import { type Shape, sizeOf } from './shape.ts';

/** One variable of a model that is a function. */
export interface VariableSpec {
  /** Unique in the model; masks, moves and patterns call it so. */
  readonly name: string;
  /** Kernels: `[kernel height, kernel width, inputs, outputs]` or `[inputs, outputs]`, for rules that count by shape. */
  readonly shape: Shape;
  /** Does a mask cover it? */
  readonly maskable: boolean;
}

/** A model of which nothing is known but its variables, its input and its output. */
export interface FunctionModel {
  /** The model's name. Default `function`. */
  readonly name?: string;
  /** Of one input, without the batch axis. */
  readonly inputShape: Shape;
  /** How many logits. */
  readonly classes: number;
  /** Everything that is trained. */
  readonly variables: readonly VariableSpec[];
}

/**
 * Plans a model that is a function and no graph: its graph has one opaque node, and each variable is a parameter of its
 * own name. There are no normalisations and no statistics, and costs are unknown. First values by seed are a makeshift
 * (Kaiming normal for what is maskable, 0 for the rest): hand `train` the variables' own values as `weights`.
 *
 * @throws AltsparseError `plan-variables` when there is no variable, or two have one name.
 */
export function planVariables(model: FunctionModel): GraphPlan {
  const { name = 'function', inputShape, classes, variables } = model;
  refuseNames(name, variables);
  const graph: Graph = {
    name,
    nodes: [
      { name: 'input', operation: { op: 'input', shape: inputShape }, inputs: [] },
      { name: 'function', operation: { op: 'opaque', shape: [classes] }, inputs: ['input'] },
    ],
  };
  const [maskable, rest] = [variables.filter((one) => one.maskable), variables.filter((one) => !one.maskable)];
  let offset = 0;
  const parameters = [...maskable, ...rest].map((variable) => {
    const parameter = parameterOf(variable, offset);
    offset += parameter.length;
    return parameter;
  });
  const maskableCount = maskable.reduce((sum, one) => sum + sizeOf(one.shape), 0);
  return { ...planGraph(graph), parameters, maskableCount, parameterCount: offset };
}

function parameterOf({ name, shape, maskable }: VariableSpec, offset: number): Parameter {
  const length = sizeOf(shape);
  const [inputs, outputs] = [shape.slice(0, -1), [...shape.slice(0, -2), ...shape.slice(-1)]];
  return {
    name,
    node: name,
    role: maskable ? 'kernel' : 'bias',
    shape,
    length,
    offset,
    maskable,
    initialiser: maskable ? { kind: 'kaimingNormal', fan: 'in' } : { kind: 'constant', value: 0 },
    fanIn: sizeOf(inputs),
    fanOut: sizeOf(outputs),
  };
}

function refuseNames(place: string, variables: readonly VariableSpec[]): void {
  if (variables.length === 0)
    throw new AltsparseError('plan-variables', 'A model needs a variable to train.', { place });
  const names = variables.map((one) => one.name);
  const doubled = names.find((name, i) => names.indexOf(name) !== i);
  if (doubled === undefined) return;
  throw new AltsparseError('plan-variables', 'Two variables have the same name.', {
    place,
    found: doubled,
    hint: 'Give one of them another name.',
  });
}
