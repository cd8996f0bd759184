import { describe, expect, it } from 'vitest';
import { cagrad } from './cagrad.ts';
import { conflictLog } from './conflict-log.ts';
import { pcgrad } from './pcgrad.ts';
import { plugin } from './plugin.ts';
import { projection } from './projection.ts';

describe('plugin', () => {
  const { surgery = [], observers = [] } = plugin.contributes;
  const make = (name: string, options: unknown): unknown => {
    const part = surgery.find((one) => one.name === name);
    return part?.create(part.options.parse(options) as never);
  };

  it('contributes its surgery and its observer', () => {
    expect(surgery.map((one) => one.name)).toEqual(['projection', 'pcgrad', 'cagrad', 'conflict-log']);
    expect(observers.map((one) => one.name)).toEqual(['conflict-summary']);
  });

  it('makes from empty options what the functions make without any', () => {
    expect(JSON.stringify(make('projection', {}))).toBe(JSON.stringify(projection()));
    expect(JSON.stringify(make('pcgrad', {}))).toBe(JSON.stringify(pcgrad()));
    expect(JSON.stringify(make('cagrad', {}))).toBe(JSON.stringify(cagrad()));
    expect(JSON.stringify(make('conflict-log', {}))).toBe(JSON.stringify(conflictLog()));
  });

  it('passes options on', () => {
    const options = { scope: 'whole', against: 'allEarlier', remember: 'corrected', support: 'union' };
    expect(make('projection', options)).toMatchObject(options);
    expect(make('conflict-log', { scope: 'whole', against: 'all' })).toMatchObject({ scope: 'whole', against: 'all' });
  });

  it.each([
    ['projection', { support: 'all' }],
    ['projection', { suport: 'union' }],
    ['pcgrad', { scope: 'layer' }],
    ['pcgrad', { order: 'sorted' }],
    ['cagrad', { radius: 1 }],
    ['conflict-log', { remember: 'raw' }],
  ])('refuses options of %s that it does not know: %j', (name, options) => {
    expect(surgery.find((one) => one.name === name)?.options.safeParse(options).success).toBe(false);
  });

  it('makes an observer with a window of whole steps', async () => {
    const run = { folder: '/nowhere', engine: 'none', seed: 0 };
    const [summary] = observers;
    expect(summary?.options.safeParse({ window: 0.5 }).success).toBe(false);
    for (const options of [{ window: 100 }, {}]) {
      const observer = await summary?.create(summary.options.parse(options) as never)(run);
      expect(observer?.name).toBe('conflict-summary');
    }
  });
});
