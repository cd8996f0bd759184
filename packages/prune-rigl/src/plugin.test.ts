import { describe, expect, it } from 'vitest';
import { dsrDefaults, riglDefaults, riglItopDefaults, setDefaults, setItopDefaults, snfsDefaults } from './defaults.ts';
import { plugin } from './plugin.ts';
import { riglOptions, setOptions } from './schemas.ts';

const strategies = plugin.contributes.strategies ?? [];
const defaults: Readonly<Record<string, object>> = {
  set: setDefaults,
  rigl: riglDefaults,
  'set-itop': setItopDefaults,
  'rigl-itop': riglItopDefaults,
  snfs: snfsDefaults,
  dsr: dsrDefaults,
};

describe('the plug-in', () => {
  it('contributes six strategies, with summaries and sources', () => {
    expect(strategies.map((one) => one.name)).toEqual(Object.keys(defaults));
    for (const { summary, source } of strategies) expect(`${summary} ${source}`).toMatch(/\. .*20\d\d/);
  });

  it.each(strategies.map((one) => [one.name, one] as const))('%s: can be made without options', (name, part) => {
    const options = part.options.parse({});
    expect(options).toEqual(defaults[name]);
    expect(part.create(options as never)).toMatchObject({ name });
  });

  it.each(strategies.map((one) => [one.name, one] as const))('%s: options resolve to themselves', (_, part) => {
    const resolved = part.options.parse({ every: 7, overrides: [{ match: 'head', sparsity: 0 }] });
    expect(part.options.parse(JSON.parse(JSON.stringify(resolved)))).toEqual(resolved);
    expect(part.options.safeParse({ evry: 7 }).success).toBe(false);
  });

  it('has the published constants', () => {
    expect([setDefaults.share, setDefaults.every]).toEqual([0.3, { epochs: 1 }]);
    expect([riglDefaults.share, riglDefaults.rounding]).toEqual([0.3, 'down']);
    expect([setItopDefaults.every, riglItopDefaults.every]).toEqual([
      { share: 1500 / 97_750 },
      { share: 4000 / 97_750 },
    ]);
    expect([snfsDefaults.share, snfsDefaults.floor, snfsDefaults.cap]).toEqual([0.5, 0.005, 0.99]);
    expect([dsrDefaults.threshold, dsrDefaults.wanted]).toEqual([0.001, 20_000 / 1_451_520]);
  });

  it('lets SET alone act before the forward pass', () => {
    expect(setOptions.safeParse({ place: 'forward' }).success).toBe(true);
    expect(riglOptions.safeParse({ place: 'forward' }).success).toBe(false);
  });
});
