import type { GraphNode, GraphPlan, Role } from '@altsparse/core';
import type { Act, Junction, Norm, Size, Term, Work } from './form.ts';
import { sizeOfShape } from './size.ts';

/** What a form is for: in training normalisations need sums, in evaluation there is no dropout. */
export type Purpose = 'training' | 'evaluation';

/** The output of a node while a form is written: a sum of terms that is no junction yet. */
export interface Value {
  /** One or two. */
  readonly terms: readonly Term[];
  /** Of the sum. */
  readonly size: Size;
}

/** A work without its number. */
export type NewWork = Work extends infer One ? (One extends Work ? Omit<One, 'index'> : never) : never;

/** A form that is being written. */
export interface Draft {
  /** The graph. */
  readonly plan: GraphPlan;
  /** What it is for. */
  readonly purpose: Purpose;
  /** So far. */
  readonly works: Work[];
  /** So far. */
  readonly junctions: Junction[];
  /** So far. */
  readonly norms: Norm[];
  /** Outputs of nodes. */
  readonly values: Map<string, Value>;
}

/** Appends a work; its output as a value. */
export function work(draft: Draft, one: NewWork): Value {
  const index = draft.works.length;
  draft.works.push({ ...one, index } as Work);
  return { terms: [{ of: 'work', index }], size: one.size };
}

/** The junction of a value, made if there is none. */
export function junctionOf(draft: Draft, value: Value): number {
  const [only, second] = value.terms;
  if (only?.of === 'junction' && only.norm === undefined && second === undefined) return only.index;
  return junction(draft, value, 'none', 0);
}

/** A value that any number of readers may read. */
export function shared(draft: Draft, value: Value): Value {
  return { terms: [{ of: 'junction', index: junctionOf(draft, value) }], size: value.size };
}

/** Appends a junction of a value. */
export function junction(draft: Draft, { terms, size }: Value, act: Act, slope: number): number {
  const index = draft.junctions.length;
  draft.junctions.push({ index, act, slope, terms, size });
  return index;
}

/** Where a parameter of a node starts. */
export function parameterAt(draft: Draft, node: GraphNode, role: Role): number {
  return draft.plan.parameters.find((one) => one.node === node.name && one.role === role)?.offset ?? 0;
}

/** The size of a node's output. */
export function outputSize(draft: Draft, node: GraphNode): Size {
  return sizeOfShape(draft.plan.shapes.get(node.name) ?? []);
}

/** The value of a node's input. */
export function inputOf(draft: Draft, node: GraphNode, at = 0): Value {
  const value = draft.values.get(node.inputs[at] ?? '');
  if (value === undefined) throw new RangeError(`${node.name} reads what is not there.`);
  return value;
}
