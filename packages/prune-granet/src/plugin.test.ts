import { describe, expect, it } from 'vitest';
import { ast } from './ast.ts';
import { granet } from './granet.ts';
import { plugin } from './plugin.ts';
import { astOptions, granetOptions } from './schemas.ts';

const strategies = plugin.contributes.strategies ?? [];

describe('the plug-in', () => {
  it('contributes GraNet and AST, with summaries and sources', () => {
    expect(strategies.map((one) => one.name)).toEqual(['granet', 'ast']);
    for (const { summary, source } of strategies) expect(`${summary} ${source}`).toMatch(/\. .*20\d\d/);
  });

  it.each(strategies.map((one) => [one.name, one] as const))('%s: can be made without options', (name, part) => {
    const strategy = part.create(part.options.parse({}) as never);
    const { timetable, initialSparsity, policies } = name === 'ast' ? ast() : granet();
    expect(strategy).toMatchObject({ name, timetable, initialSparsity, policies });
  });
});

describe('the options of a config', () => {
  it('have these defaults', () => {
    expect(granetOptions.parse({})).toEqual({
      initialSparsity: 0,
      distribution: 'erk',
      overrides: [],
      every: { share: 999 / 62_560 },
      offset: 0,
      start: 0,
      until: { share: 110 / 160 },
      end: { share: 1 },
      ramp: 'cubic',
      scope: 'global',
      rank: 'active',
      threshold: 'exact',
      afterRamp: 'prune',
      share: 0.5,
      floor: 0,
      decay: 'cosine',
      grow: 'gradient-magnitude',
    });
    expect(astOptions.parse({})).toEqual({
      ...(granetOptions.parse({}) as object),
      offset: { share: 300 / 62_560 },
      elsewhere: 'freeze',
      nowhere: 'zero',
      grown: { value: 'zero', slot: 'zero' },
      slots: 'shared',
      relation: 'nd',
      firstMasks: 'all',
      clock: 'steps',
      place: 'update',
    });
  });

  it.each([granetOptions, astOptions])('are plain data that resolve to themselves', (schema) => {
    const resolved = schema.parse({
      ramp: 'linear',
      every: { epochs: 2 },
      overrides: [{ match: 'head', sparsity: 0 }],
    });
    expect(schema.parse(JSON.parse(JSON.stringify(resolved)))).toEqual(resolved);
  });

  it.each([
    [{ evry: 5 }, 'evry'],
    [{ initialSparsity: 1 }, 'initialSparsity'],
    [{ share: 1.5 }, 'share'],
    [{ ramp: 'quintic' }, 'ramp'],
    [{ every: { weeks: 1 } }, 'every'],
    [{ nowhere: 'gone' }, 'nowhere'],
    [{ grown: { value: 'zero' } }, 'grown'],
  ])('refuse %j', (options, key) => {
    const { success, error } = astOptions.safeParse(options);
    expect(success).toBe(false);
    expect(JSON.stringify(error?.issues)).toContain(`"${key}"`);
  });

  it.each([
    [{ scope: 'uniform' }, 'a scope of its own'],
    [{ overrides: [{ match: 'head', sparsity: 0 }] }, 'overrides'],
  ] as const)('cannot be made with a strict threshold and %j, which it would leave out of account', (more, named) => {
    const make = () => ast({ threshold: 'strict', ...more });
    expect(make).toThrow(`threshold: 'strict' cannot go with ${named}.`);
    expect(() => ast({ threshold: 'exact', ...more })).not.toThrow();
  });

  it('of GraNet know nothing of what is elsewhere', () => {
    expect(granetOptions.safeParse({ elsewhere: 'coast' }).success).toBe(false);
  });
});
