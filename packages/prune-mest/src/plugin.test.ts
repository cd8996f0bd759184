import { describe, expect, it } from 'vitest';
import { mestDefaults, mestEmDefaults, mestEmSDefaults } from './defaults.ts';
import { plugin } from './plugin.ts';
import { mestOptions } from './schemas.ts';

const strategies = plugin.contributes.strategies ?? [];
const defaults: Readonly<Record<string, object>> = {
  mest: mestDefaults,
  'mest-em': mestEmDefaults,
  'mest-em-s': mestEmSDefaults,
};

describe('the plug-in', () => {
  it('contributes three strategies, with summaries and sources', () => {
    expect(strategies.map((one) => one.name)).toEqual(Object.keys(defaults));
    for (const { summary, source } of strategies) expect(`${summary} ${source}`).toMatch(/\. .*20\d\d/);
  });

  it.each(strategies.map((one) => [one.name, one] as const))('%s: can be made without options', (name, part) => {
    const options = part.options.parse({});
    expect(options).toEqual(defaults[name]);
    expect(part.options.parse(JSON.parse(JSON.stringify(options)))).toEqual(options);
    expect(part.create(options as never)).toMatchObject({ name });
  });

  it.each([
    [{ evry: 5 }, 'evry'],
    [{ lambda: -1 }, 'lambda'],
    [{ phases: [] }, 'phases'],
    [{ phases: [{ from: 0.5, pruneTo: 0.9, growTo: 0.9 }] }, 'phases'],
    [{ phases: [{ from: 0, pruneTo: { times: 1 }, growTo: 0.9 }] }, 'pruneTo'],
  ])('refuses %j', (options, key) => {
    const { success, error } = mestOptions.safeParse(options);
    expect(success).toBe(false);
    expect(JSON.stringify(error?.issues)).toContain(`"${key}"`);
  });
});
