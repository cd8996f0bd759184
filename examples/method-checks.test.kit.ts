import { join } from 'node:path';
import { keptCount } from '@altsparse/core';
import { keepsGroups } from '@altsparse/testing';
import { expect, it } from 'vitest';
import { type Case, mean, type Traces, trained } from './methods.test.kit.ts';

/** A run takes two seconds; a machine that does other things beside may take long. */
const patience = 300_000;

/** Where cases are trained and on what. */
export interface Ground {
  /** Folder for the runs. */
  readonly folder: string;
  /** Every step of every sub-net must have been computed by an engine of such a name. */
  readonly engine: RegExp;
}

/** One test for each case: it trains and keeps what it promises. */
export function checkMethods(cases: readonly Case[], { folder, engine }: Ground): void {
  it.each(cases.map((one) => [one.label, one] as const))(
    '%s: the loss falls, masks change as the strategy says and end at their targets',
    async (label, one) => {
      const all = await trained(one, join(folder, label.replace(' ', '-')));
      expect(all).toHaveLength(label === 'scheduler individual' ? 2 : 1);
      for (const run of all) {
        const begun = mean(run.losses.slice(0, 20));
        const ended = mean(run.losses.slice(-20));
        console.log(`${label}: ${run.changes.length} events, loss ${begun.toFixed(3)} to ${ended.toFixed(3)}`);
        expect(run.steps).toBe(one.facts?.rounds === true ? one.steps * run.stages : one.steps);
        expect(ended).toBeLessThan(begun);
        if (one.facts?.rounds === true) expect(run.stages).toBeGreaterThanOrEqual(3);
        expectEngine(run, engine);
        expectChanges(one, run);
        run.masks.forEach((_, subnet) => {
          expectTarget(one, run, subnet);
        });
      }
    },
    patience,
  );
}

/** The run's own record: its engine, and the one of each step. */
function expectEngine({ engine, engines, subnets }: Traces, name: RegExp): void {
  expect(engine).toMatch(name);
  expect(engines.length).toBeGreaterThan(0);
  for (const one of engines) expect(one).toMatch(name);
  for (const one of subnets) for (const computed of Object.keys(one.engines)) expect(computed).toMatch(name);
}

/** Which weights must have moved follows from what the strategy says that it drops and grows; a chain has GraNet in it. */
function expectChanges({ facts }: Case, { changes }: Traces): void {
  const { drop = '', grow = '', dynamic = true } = facts ?? {};
  const real = changes.filter(
    ({ dropped, grown }) => dropped + grown > 0 && (drop === '' || dropped > 0) && (grow === '' || grown > 0),
  );
  if (dynamic) expect(real.length).toBeGreaterThanOrEqual(3);
  else expect(changes).toEqual([]);
}

function expectTarget({ facts, invariants = [] }: Case, { subnets, masks }: Traces, subnet: number): void {
  const target = facts?.reachesTarget === false ? 0 : (subnets[subnet]?.target ?? Number.NaN);
  const layers = masks[subnet] ?? [];
  const length = layers.reduce((sum, { mask }) => sum + mask.length, 0);
  const kept = layers.reduce((sum, { mask }) => sum + mask.reduce((count, bit) => count + bit, 0), 0);
  expect(length).toBe(56_320);
  if (invariants.includes('thresholdCount')) {
    expect(kept).toBeLessThanOrEqual(keptCount(length, target));
    expect(kept).toBeGreaterThan(0.97 * keptCount(length, target));
  } else if (facts !== undefined && facts.pattern !== 'single weights') expectGroups(layers, target);
  else expect(kept).toBe(keptCount(length, target));
}

/** Each layer has its groups, or is left out of them as a whole; one at least has them. */
function expectGroups(layers: Traces['masks'][number], target: number): void {
  const group = { 0.5: [2, 4], 0.75: [1, 4], 0.875: [1, 8], 0.9375: [1, 16] }[target];
  const [keep, groupSize] = group ?? [];
  const sparse = layers.filter(({ mask }) => mask.includes(0));
  expect(sparse.length).toBeGreaterThan(0);
  for (const { shape, mask } of sparse) {
    const rule = keepsGroups({ keep: keep ?? 0, groupSize: groupSize ?? 0 });
    expect(rule(mask, { name: '', shape, offset: 0, length: mask.length })).toBeUndefined();
    expect(mask.reduce((count, bit) => count + bit, 0)).toBe(((keep ?? 0) / (groupSize ?? 1)) * mask.length);
  }
}
