import { describe, expect, it } from 'vitest';
import { applySetting, parseSetting, type Values } from './set.ts';

const set = (values: Values, ...texts: string[]): Values => texts.map(parseSetting).reduce(applySetting, values);

describe('--set', () => {
  it('reads JSON, and takes everything else as text', () => {
    expect(parseSetting('a.b=400')).toEqual({ path: ['a', 'b'], value: 400 });
    expect(parseSetting('subnets=[0.8, 0.9]').value).toEqual([0.8, 0.9]);
    expect(parseSetting('surgery=none').value).toBe('none');
    expect(parseSetting('data.folder=a=b').value).toBe('a=b');
    expect(parseSetting('x="5"').value).toBe('5');
  });

  it('refuses what names no key', () => {
    for (const text of ['epochs', '=3', 'a..b=1', ''])
      expect(() => parseSetting(text)).toThrow(expect.objectContaining({ code: 'config-set' }));
  });

  it('reaches into objects and lists and leaves the given values alone', () => {
    const values = { subnets: [0.5, 0.9], strategy: { use: 'ast', every: 5 } };
    expect(set(values, 'strategy.every=7', 'subnets.1=0.95', 'subnets.2=0.98')).toEqual({
      subnets: [0.5, 0.95, 0.98],
      strategy: { use: 'ast', every: 7 },
    });
    expect(values).toEqual({ subnets: [0.5, 0.9], strategy: { use: 'ast', every: 5 } });
  });

  it('gives a part that is there by name alone its option', () => {
    expect(set({ strategy: 'ast' }, 'strategy.every=7')).toEqual({ strategy: { use: 'ast', every: 7 } });
  });

  it('gives a part that was not chosen the default one', () => {
    expect(set({}, 'learningRate.peak=0.2')).toEqual({ learningRate: { use: 'cosine', peak: 0.2 } });
  });

  it('lets steps take the place of epochs, and seeds that of seed', () => {
    expect(set({ epochs: 5, seed: 1 }, 'steps=3', 'seeds=[1,2]')).toEqual({ steps: 3, seeds: [1, 2] });
  });

  it('refuses a path through a number and a place behind a list', () => {
    expect(() => set({ learningRate: 0.1 }, 'learningRate.peak=1')).toThrow(/There is no 'peak'/);
    expect(() => set({ subnets: [0.5] }, 'subnets.2=0.9')).toThrow(/a place from 0 to 1/);
  });
});
