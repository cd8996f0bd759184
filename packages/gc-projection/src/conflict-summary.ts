import type { Conflict, ConflictEvent, Observer, RunEvent } from '@altsparse/core';
import { type ConflictCount, countProduct, noProducts, sumCounts, withShares } from './conflict-count.ts';
import { CONFLICT_RULE, type ConflictReport } from './conflict-report.ts';

/** Attributes of a conflict summary. */
export interface ConflictSummaryOptions {
  /** Steps in one window of the course over time. Default: a pass over the training data. */
  readonly window?: number;
}

/** An observer that adds conflicts up. It may also be fed with events read from a file. */
export interface ConflictSummary extends Observer {
  /** The shares so far. */
  report(): ConflictReport;
}

type Pair = {
  readonly subnet: number;
  readonly against: number;
  readonly layers: Map<string, ConflictCount>;
  steps: ConflictCount;
};
type Window = { readonly stage: number; readonly step: number; count: ConflictCount };

/** Collects the shares of negative inner products from a run's `conflict` events. Memory: a few numbers per pair and layer. */
export function conflictSummary(options: ConflictSummaryOptions = {}): ConflictSummary {
  const pairs = new Map<string, Pair>();
  const windows = new Map<string, Window>();
  let length = options.window ?? Number.POSITIVE_INFINITY;
  return {
    name: 'conflict-summary',
    observe(event: RunEvent): void {
      if (event.type === 'stage') length = options.window ?? event.stepsPerEpoch;
      if (event.type !== 'conflict') return;
      const window = windowOf(windows, event, length);
      for (const conflict of event.conflicts) window.count = countConflict(pairs, conflict, window.count);
    },
    save: () => ({ pairs, windows }),
    restore(state) {
      const kept = structuredClone(state) as { readonly pairs: typeof pairs; readonly windows: typeof windows };
      for (const [key, pair] of kept.pairs) pairs.set(key, pair);
      for (const [key, window] of kept.windows) windows.set(key, window);
    },
    report: () => reportOf([...pairs.values()], [...windows.values()]),
  };
}

function windowOf(windows: Map<string, Window>, { stage, step }: ConflictEvent, length: number): Window {
  const first = Number.isFinite(length) ? step - (step % length) : 0;
  const key = `${stage}/${first}`;
  const found = windows.get(key) ?? { stage, step: first, count: noProducts };
  windows.set(key, found);
  return found;
}

function countConflict(pairs: Map<string, Pair>, conflict: Conflict, soFar: ConflictCount): ConflictCount {
  const { subnet, against, layers } = conflict;
  const key = `${subnet}/${against}`;
  const pair = pairs.get(key) ?? { subnet, against, layers: new Map(), steps: noProducts };
  pairs.set(key, pair);
  pair.steps = countProduct(pair.steps, total(conflict.before), total(conflict.after));
  let sum = soFar;
  layers.forEach((layer, i) => {
    const [before, after] = [conflict.before[i] as number, conflict.after[i] as number];
    pair.layers.set(layer, countProduct(pair.layers.get(layer) ?? noProducts, before, after));
    sum = countProduct(sum, before, after);
  });
  return sum;
}

function total(products: readonly number[]): number {
  return products.reduce((sum, product) => sum + product, 0);
}

function reportOf(pairs: readonly Pair[], windows: readonly Window[]): ConflictReport {
  const names = new Set(pairs.flatMap(({ layers }) => [...layers.keys()]));
  const ofLayer = (layer: string): ConflictCount =>
    sumCounts(pairs.map((pair) => pair.layers.get(layer) ?? noProducts));
  return {
    rule: CONFLICT_RULE,
    overall: withShares(sumCounts(windows.map(({ count }) => count))),
    layers: [...names].map((layer) => ({ layer, ...withShares(ofLayer(layer)) })),
    pairs: pairs.map(({ subnet, against, layers, steps }) => ({
      subnet,
      against,
      ...withShares(sumCounts(layers.values())),
      layers: [...layers].map(([layer, count]) => ({ layer, ...withShares(count) })),
      steps: withShares(steps),
    })),
    windows: windows.map(({ stage, step, count }) => ({ stage, step, ...withShares(count) })),
  };
}
