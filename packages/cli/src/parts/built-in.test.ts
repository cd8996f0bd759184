import type { Clock, RateSchedule } from '@altsparse/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { bundledSources } from '../compose/sources.ts';
import { builtInPlugin } from './built-in.ts';
import { createRegistry, type Registry, sourceOf } from './registry.ts';

let registry: Registry;
beforeAll(async () => {
  registry = createRegistry(await bundledSources());
});

function rate(choice: { readonly use: string; readonly [option: string]: unknown }): RateSchedule {
  const checked = registry.check('learningRates', choice, 'learningRate');
  if ('faults' in checked) throw checked.faults[0];
  return registry.create('learningRates', checked.value);
}

const at = (step: number, epochs: number): Clock => ({ step, steps: 10 * epochs, stepsPerEpoch: 10 });

describe('learning rates by name', () => {
  it('cosine changes between epochs from 30 epochs on, and at every step below', () => {
    const cosine = rate({ use: 'cosine', peak: 0.1 });
    expect(cosine(at(9, 30))).toBe(0.1);
    expect(cosine(at(10, 30))).toBeCloseTo(0.05 * (1 + Math.cos(Math.PI / 30)), 12);
    expect(cosine(at(9, 29))).toBeCloseTo(0.05 * (1 + Math.cos((9 * Math.PI) / 290)), 12);
  });

  it('cosine does as it is told', () => {
    expect(rate({ use: 'cosine', per: 'epoch' })(at(9, 2))).toBe(0.1);
    expect(rate({ use: 'cosine', per: 'step', floor: 0.02 })(at(10, 2))).toBeCloseTo(0.06, 12);
  });

  it('rise over the first steps where asked to', () => {
    const constant = rate({ use: 'constant', rate: 1, warmUp: 3 });
    expect([0, 1, 2, 3, 4].map((step) => constant(at(step, 1)))).toEqual([0.25, 0.5, 0.75, 1, 1]);
  });

  it('fall at milestones', () => {
    const stepped = rate({ use: 'stepped', rate: 1 });
    expect([4, 5, 7, 8].map((step) => stepped(at(step, 1)))).toEqual([1, 0.1, 0.1, expect.closeTo(0.01, 12)]);
  });
});

describe('the registry', () => {
  it('refuses two parts of one kind and name', () => {
    const source = sourceOf(builtInPlugin, 'here');
    expect(() => createRegistry([source, source])).toThrow(expect.objectContaining({ code: 'plugin-clash' }));
  });

  it('has a summary, a source and a schema for every part', () => {
    for (const { part } of registry.entries) {
      expect(part.summary, part.name).toMatch(/\S/);
      expect(part.source, part.name).toMatch(/\S/);
      expect(part.options.safeParse({ 'no such option': 1 }).success, part.name).toBe(false);
    }
  });

  it('makes the dense strategy, which never changes a mask', () => {
    const dense = registry.create('strategies', { use: 'dense' });
    expect([dense.moves, dense.timetable, dense.initialSparsity]).toEqual([[], undefined, 0]);
  });
});
