import type { Preset } from '@altsparse/core';
import { describe, expect, it } from 'vitest';
import { plugin } from './plugin.ts';
import { presets } from './presets.ts';
import { aspOptions, astNmOptions, srSteOptions } from './schemas.ts';

const strategies = plugin.contributes.strategies ?? [];

describe('the plug-in', () => {
  it('contributes SR-STE, ASP and AST over groups, with summaries and sources', () => {
    expect(strategies.map((one) => one.name)).toEqual(['sr-ste', 'asp', 'ast-nm']);
    for (const { summary, source } of strategies) expect(`${summary} ${source}`).toMatch(/\. .*20\d\d/);
  });

  it.each(strategies.map((one) => [one.name, one] as const))('%s: can be made without options', (name, part) => {
    expect(part.create(part.options.parse({}) as never)).toMatchObject({ name });
  });
});

describe('the options of a config', () => {
  it('have the published defaults', () => {
    expect(srSteOptions.parse({})).toEqual({
      groupSizes: [4, 8, 16, 32],
      remainder: 'cross',
      multiples: { in: 1, out: 1 },
      decay: 2e-4,
      every: 1,
    });
    expect(aspOptions.parse({})).toEqual({
      groupSizes: [4, 8, 16, 32],
      remainder: 'dense',
      multiples: { in: 16, out: 8 },
    });
    expect(astNmOptions.parse({})).toMatchObject({
      every: { share: 999 / 78_200 },
      offset: { share: 240 / 78_200 },
      until: { share: 0.75 },
      ramp: 'cubic',
      share: 0.5,
      floor: 0,
      within: 'recompute',
      nowhere: 'keep',
    });
  });

  it.each([srSteOptions, aspOptions, astNmOptions])('are plain data that resolve to themselves', (schema) => {
    const resolved = schema.parse({ patterns: [{ keep: 2, groupSize: 4 }], leaveDense: 'head' });
    expect(schema.parse(JSON.parse(JSON.stringify(resolved)))).toEqual(resolved);
  });

  it.each([
    [{ paterns: [] }, 'paterns'],
    [{ patterns: [{ keep: 5, groupSize: 4 }] }, 'keep'],
    [{ patterns: [{ keep: 0, groupSize: 4 }] }, 'keep'],
    [{ groupSizes: [] }, 'groupSizes'],
    [{ remainder: 'pad' }, 'remainder'],
    [{ within: 'never' }, 'within'],
  ])('refuse %j', (options, key) => {
    const { success, error } = astNmOptions.safeParse(options);
    expect(success).toBe(false);
    expect(JSON.stringify(error?.issues)).toContain(`"${key}"`);
  });
});

describe('the preset', () => {
  it("holds the paper's four patterns, as counts of what stays, at their sparsities", () => {
    const [preset] = presets as [Preset];
    const { patterns, use, ...rest } = preset.values.strategy as {
      use: string;
      patterns: { keep: number; groupSize: number }[];
    };
    expect(patterns.map(({ keep, groupSize }) => `${keep}:${groupSize}`)).toEqual(['2:4', '1:4', '1:8', '1:16']);
    expect(patterns.map(({ keep, groupSize }) => 1 - keep / groupSize)).toEqual(preset.values.subnets);
    expect(astNmOptions.safeParse({ patterns, ...rest }).success).toBe(true);
    expect(use).toBe('ast-nm');
  });

  it('gives the source of every value, and of nothing else', () => {
    for (const { values, sources } of presets) {
      const strategy = Object.keys(values.strategy as object).filter((key) => key !== 'use');
      const paths = [...Object.keys(values), ...strategy.map((key) => `strategy.${key}`)];
      expect(Object.keys(sources).sort()).toEqual(paths.sort());
      expect(JSON.parse(JSON.stringify(values))).toEqual(values);
    }
  });
});
