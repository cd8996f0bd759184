import type { GraphPlan } from '../graph/graph.ts';
import { matchesName, type NamePattern } from '../graph/pattern.ts';

/**
 * What sub-nets do with a normalisation: `private`, scale, offset and running statistics of their own; `shared`, one set
 * for all; `recalibrated`, scale and offset shared, statistics of their own that are measured anew before evaluation.
 */
export type NormalisationUse = 'private' | 'shared' | 'recalibrated';

/** A use for some normalisations, by node. The first rule that fits decides; where none does: `private`. */
export interface NormalisationRule {
  /** Which nodes. */
  readonly match: NamePattern;
  /** What sub-nets do with them. */
  readonly use: NormalisationUse;
}

/** A stretch of a sub-net's own flat vector and its place in the store's. */
export interface Segment {
  /** Parameter or normalisation node. */
  readonly name: string;
  /** Place in the graph's vector. */
  readonly source: number;
  /** Place in the store's. */
  readonly target: number;
  /** How many numbers. */
  readonly length: number;
  /** Decay of running statistics; 0 for parameters. */
  readonly decay: number;
  /** The sub-net that has it to itself; undefined: all share it. */
  readonly owner: number | undefined;
}

/** How the parameters and statistics of several sub-nets lie in one flat array each. */
export interface Layout {
  /** The graph. */
  readonly plan: GraphPlan;
  /** How many sub-nets. */
  readonly subnetCount: number;
  /** Length of masters: one copy of all shared parameters, maskable ones first, then each sub-net's private ones. */
  readonly masterCount: number;
  /** Length of the statistics. */
  readonly statisticCount: number;
  /** Per sub-net: where its parameters lie. */
  readonly parameters: readonly (readonly Segment[])[];
  /** Per sub-net: where its running statistics lie. */
  readonly statistics: readonly (readonly Segment[])[];
  /** Normalisation nodes whose statistics are measured anew before evaluation. */
  readonly recalibrated: ReadonlySet<string>;
}

/** Works out who shares what. Place i of a mask, of a gradient and of the masters are the same for maskable weights. */
export function createLayout(plan: GraphPlan, subnetCount: number, rules: readonly NormalisationRule[] = []): Layout {
  const useOf = (node: string): NormalisationUse =>
    rules.find((rule) => matchesName(rule.match, node))?.use ?? 'private';
  const norms = new Set(plan.normalisations.map((one) => one.node));
  const parameters = place(
    plan.parameters.map((one) => ({
      name: one.name,
      source: one.offset,
      length: one.length,
      decay: 0,
      owned: norms.has(one.node) && useOf(one.node) === 'private',
    })),
    subnetCount,
  );
  const statistics = place(
    plan.normalisations.map((one) => ({
      name: one.node,
      source: one.offset,
      length: 2 * one.channels,
      decay: one.decay,
      owned: useOf(one.node) !== 'shared',
    })),
    subnetCount,
  );
  const recalibrated = new Set([...norms].filter((node) => useOf(node) === 'recalibrated'));
  return {
    plan,
    subnetCount,
    masterCount: parameters.total,
    statisticCount: statistics.total,
    parameters: parameters.segments,
    statistics: statistics.segments,
    recalibrated,
  };
}

type Placeable = Omit<Segment, 'target' | 'owner'> & { readonly owned: boolean };

function place(items: readonly Placeable[], subnetCount: number): { total: number; segments: Segment[][] } {
  let total = 0;
  const put = ({ owned: _, ...item }: Placeable, owner?: number): Segment => {
    const segment = { ...item, target: total, owner };
    total += item.length;
    return segment;
  };
  const common = items.filter((item) => !item.owned).map((item) => put(item));
  const segments = Array.from({ length: subnetCount }, (_, subnet) => [
    ...common,
    ...items.filter((item) => item.owned).map((item) => put(item, subnet)),
  ]);
  return { total, segments };
}
