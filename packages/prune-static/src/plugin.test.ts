import { describe, expect, it } from 'vitest';
import { plugin } from './plugin.ts';
import { gmpOptions, lotteryOptions, oneShotOptions, staticRandomOptions } from './schemas.ts';

const strategies = plugin.contributes.strategies ?? [];

describe('the plug-in', () => {
  it('contributes its strategies, each with a summary and a source with a year', () => {
    expect(strategies.map((one) => one.name)).toEqual(['static-random', 'magnitude', 'snip', 'gmp', 'lottery']);
    for (const { summary, source } of strategies) expect(`${summary} ${source}`).toMatch(/\. .*20\d\d/);
  });

  it.each(strategies.map((one) => [one.name, one] as const))('%s: can be made without options', (name, part) => {
    expect(part.create(part.options.parse({}) as never)).toMatchObject({ name });
  });
});

describe('the options of a config', () => {
  it('have these defaults', () => {
    expect(staticRandomOptions.parse({})).toEqual({ distribution: 'erk', overrides: [] });
    expect(lotteryOptions.parse({})).toEqual({ share: 0.2, rewindTo: 0 });
    expect(oneShotOptions.parse({})).toEqual({ scope: 'global', overrides: [] });
    expect(gmpOptions.parse({})).toEqual({
      every: { share: 999 / 62_560 },
      start: 0,
      until: { share: 110 / 160 },
      ramp: 'cubic',
      scope: 'uniform',
      overrides: [],
    });
  });

  it.each(strategies.map((one) => [one.name, one.options] as const))(
    'of %s refuse what they do not know',
    (_, schema) => {
      const { success, error } = schema.safeParse({ evry: 5 });
      expect([success, JSON.stringify(error?.issues)]).toEqual([false, expect.stringContaining('"evry"')]);
    },
  );
});
