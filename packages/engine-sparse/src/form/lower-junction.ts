import type { Activation, BatchNorm, GraphNode } from '@altsparse/core';
import { type Draft, inputOf, junction, junctionOf, parameterAt, type Value, work } from './draft.ts';
import type { Act, Norm, Size, Term } from './form.ts';

const leakySlope = 0.2;

/** An activation closes the sum before it. */
export function lowerActivation(draft: Draft, node: GraphNode, operation: Activation): Value {
  const value = inputOf(draft, node);
  const index = junction(draft, value, operation.kind as Act, operation.slope ?? leakySlope);
  return { terms: [{ of: 'junction', index }], size: value.size };
}

/** A sum stays open as long as it has two terms; longer ones nest. */
export function lowerAdd(draft: Draft, node: GraphNode): Value {
  const [first, ...rest] = node.inputs.map((_, at) => inputOf(draft, node, at));
  if (first === undefined) throw new RangeError(`${node.name} adds nothing.`);
  return rest.reduce((sum, next) => {
    const room = sum.terms.length + next.terms.length <= 2;
    const terms = room ? [...sum.terms, ...next.terms] : [oneTerm(draft, sum), oneTerm(draft, next)];
    return { terms, size: sum.size };
  }, first);
}

const oneTerm = (draft: Draft, value: Value): Term =>
  value.terms.length === 1 && value.terms[0] !== undefined
    ? value.terms[0]
    : { of: 'junction', index: junctionOf(draft, value) };

/**
 * A normalisation is a property of a term. In training the tensor must be that of a convolution, which gives the sums,
 * and nobody else's; where it is not, a convolution of weights 1 comes between.
 */
export function lowerNorm(draft: Draft, node: GraphNode, operation: BatchNorm): Value {
  const value = inputOf(draft, node);
  const norm = appendNorm(draft, node, operation, value.size);
  const term = draft.purpose === 'evaluation' ? plainTerm(draft, value) : summedTerm(draft, node, value);
  return { terms: [{ ...term, norm }], size: value.size };
}

function plainTerm(draft: Draft, value: Value): Term {
  const term = oneTerm(draft, value);
  return term.norm === undefined ? term : { of: 'junction', index: junctionOf(draft, value) };
}

function summedTerm(draft: Draft, node: GraphNode, value: Value): Term {
  const [only, second] = value.terms;
  const own = only?.of === 'work' && only.norm === undefined && second === undefined;
  if (own && draft.works[only.index]?.kind === 'convolution') return only;
  const [term] = copy(draft, node.name, value).terms;
  if (term === undefined) throw new RangeError(node.name);
  return term;
}

function copy(draft: Draft, name: string, value: Value): Value {
  const { size } = value;
  return work(draft, {
    kind: 'convolution',
    name,
    reads: [junctionOf(draft, value)],
    from: size,
    size,
    window: [1, 1],
    strides: [1, 1],
    padTop: 0,
    padLeft: 0,
    groups: size.channels,
    maskable: false,
  });
}

function appendNorm(draft: Draft, node: GraphNode, { epsilon }: BatchNorm, { channels }: Size): Norm {
  const index = draft.norms.length;
  const norm: Norm = {
    name: node.name,
    index,
    channels,
    epsilon,
    gamma: parameterAt(draft, node, 'scale'),
    beta: parameterAt(draft, node, 'offset'),
    statistics: draft.plan.normalisations[index]?.offset ?? 0,
  };
  draft.norms.push(norm);
  return norm;
}
