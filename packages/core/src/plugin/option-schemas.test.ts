import { describe, expect, it } from 'vitest';
import {
  decayOption,
  decaysByName,
  distributionOption,
  distributionsByName,
  durationOption,
  overridesOption,
  rampOption,
  rampsByName,
  sparsityOption,
} from './option-schemas.ts';

describe('schemas of options', () => {
  it.each([5, { steps: 3 }, { epochs: 0.5 }, { share: 999 / 62_560 }])('take the duration %j as it is', (duration) => {
    expect(durationOption.parse(duration)).toEqual(duration);
  });

  it.each([-1, '3 epochs', { epochs: -1 }, { steps: 1, epochs: 2 }, { minutes: 4 }])(
    'refuse the duration %j',
    (duration) => {
      expect(durationOption.safeParse(duration).success).toBe(false);
    },
  );

  it('take a sparsity of 0 and refuse one of 1', () => {
    expect([0, 0.98, 1, -0.1].map((value) => sparsityOption.safeParse(value).success)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it('take overrides with one pattern or several, and nothing beside', () => {
    const good = [
      { match: 'head', sparsity: 0 },
      { match: ['stage1/*', 'stage2/*'], sparsity: 1 },
    ];
    expect(overridesOption.parse(good)).toEqual(good);
    expect(overridesOption.safeParse([{ match: 'head', sparsity: 0, dense: true }]).success).toBe(false);
  });

  it.each([
    [rampOption, rampsByName],
    [decayOption, decaysByName],
    [distributionOption, distributionsByName],
  ])('take every name of a table and no other', (schema, table) => {
    for (const name of Object.keys(table)) expect(schema.parse(name)).toBe(name);
    expect(schema.safeParse('toString').success).toBe(false);
  });
});
