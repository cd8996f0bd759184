import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { AltsparseError, originOf } from '@altsparse/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../command.ts';
import { loadPlugins } from './load-plugins.ts';
import { createRegistry, type Registry } from './registry.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'altsparse-plugins-'));
  await mkdir(join(folder, 'node_modules'));
  await symlink(
    dirname(createRequire(import.meta.url).resolve('zod/package.json')),
    join(folder, 'node_modules', 'zod'),
  );
});
afterAll(() => rm(folder, { recursive: true }));

/** A file with a plug-in; gives its path. */
async function write(name: string, lines: string): Promise<string> {
  const path = join(folder, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, lines);
  return path;
}

const rate = (more = ''): string => `{ name: 'mine', summary: 'My rate.', source: 'none',
  options: z.strictObject({ height: z.number().default(0.5) }), create: ({ height }) => () => height${more} }`;

const withZod = (part: string, from = 'zod'): string =>
  `import { z } from '${from}'; export default { name: 'plug-x', contributes: { learningRates: [${part}] } };`;

async function registryOf(...names: string[]): Promise<Registry> {
  return createRegistry(await loadPlugins(names, folder));
}

async function fault(work: Promise<unknown> | (() => unknown)): Promise<AltsparseError> {
  try {
    await (typeof work === 'function' ? work() : work);
  } catch (error) {
    expect(error).toBeInstanceOf(AltsparseError);
    return error as AltsparseError;
  }
  throw new Error('nothing was refused');
}

describe('a plug-in', () => {
  it('is loaded by path, from the folder of the config, and its parts know where they come from', async () => {
    await write('rate.ts', withZod(rate()));
    const registry = await registryOf('./rate.ts');
    expect(registry.entries).toMatchObject([
      { kind: 'learningRates', plugin: 'plug-x', from: join(folder, 'rate.ts') },
    ]);
    const made = registry.create('learningRates', { use: 'mine', height: 0.25 });
    expect([made({ step: 0, steps: 1, stepsPerEpoch: 1 }), originOf(made)]).toEqual([0.25, 'plug-x']);
  });

  it('is loaded by name, as a package with its version', async () => {
    const base = 'node_modules/@me/altsparse-plugin-rate';
    await write(
      `${base}/package.json`,
      '{ "name": "@me/altsparse-plugin-rate", "version": "1.2.3", "main": "main.mjs" }',
    );
    await write(`${base}/main.mjs`, withZod(rate()));
    const { entries } = await registryOf('@me/altsparse-plugin-rate');
    expect(entries.map(({ from }) => from)).toEqual(['@me/altsparse-plugin-rate@1.2.3']);
  });

  it.each(['zod/v4', 'zod/v3'])('may have its options checked by another copy of zod: %s', async (copy) => {
    const path = await write(
      `${copy.replace('/', '-')}.ts`,
      withZod(
        rate().replace(
          'strictObject({ height: z.number().default(0.5) })',
          'object({ height: z.number().default(0.5) }).strict()',
        ),
        copy,
      ),
    );
    const registry = await registryOf(path);
    const checkRate = (options: object) => registry.check('learningRates', { use: 'mine', ...options }, 'learningRate');
    expect(checkRate({})).toEqual({ value: { use: 'mine', height: 0.5 } });
    for (const wrong of [{ height: 'tall' }, { hight: 1 }]) {
      const checked = checkRate(wrong);
      const [first] = 'faults' in checked ? checked.faults : [];
      expect(first?.code).toMatch(/^config-/);
      expect(first?.message).toContain("learning rate 'mine'");
    }
    expect((await run('plugins', '--plugin', path)).out).toContain('mine: My rate.');
  });

  it.each<[string, string, string, string]>([
    ['holds none', 'export const x = 1;', 'plugin-shape', 'x'],
    ['has no name', "export default { name: '', contributes: {} };", 'plugin-shape', 'default'],
    [
      'has a kind that is not known',
      "export default { name: 'p', contributes: { optimisers: [] } };",
      'plugin-part',
      "Did you mean 'optimizers'?",
    ],
    [
      'has parts that are no list',
      "export default { name: 'p', contributes: { losses: {} } };",
      'plugin-part',
      'is a list',
    ],
    [
      'has a part that is null',
      "export default { name: 'p', contributes: { losses: [null] } };",
      'plugin-part',
      'losses number 0, name',
    ],
    [
      'has a part without a name',
      withZod(rate().replace("name: 'mine', ", '')),
      'plugin-part',
      'learningRates number 0, name',
    ],
    [
      'has a part without a summary',
      withZod(rate().replace("summary: 'My rate.', ", '')),
      'plugin-part',
      "learningRates 'mine', summary",
    ],
    [
      'has a part without a source',
      withZod(rate().replace("source: 'none',", '')),
      'plugin-part',
      "learningRates 'mine', source",
    ],
    ['has options that are no schema', withZod(rate(', options: {}')), 'plugin-part', "learningRates 'mine', options"],
    ['has a create that is no function', withZod(rate(', create: 3')), 'plugin-part', "learningRates 'mine', create"],
    [
      'has a preset without values',
      "export default { name: 'p', contributes: { presets: [{ name: 'a', summary: 'b' }] } };",
      'plugin-part',
      "presets 'a', values",
    ],
    ['throws', "throw new Error('not today');", 'plugin-load', 'not today'],
    ['cannot be read', 'export default {', 'plugin-load', ''],
    [
      'has a part twice',
      withZod(`${rate()}, ${rate()}`),
      'plugin-clash',
      "learning rate 'mine'. Found: both in plug-x",
    ],
  ])('that %s is refused, named', async (title, text, code, message) => {
    const path = await write(`broken-${title.replaceAll(/\W/g, '-')}.ts`, text);
    const error = await fault(registryOf(path));
    expect([error.code, error.message.includes(path)]).toEqual([code, true]);
    expect(error.message).toContain(message);
  });

  it('that is not there is refused, by path and by name', async () => {
    expect((await fault(registryOf('./none.ts'))).code).toBe('plugin-load');
    expect((await fault(registryOf('altsparse-plugin-none'))).message).toContain('altsparse-plugin-none');
  });

  it.each<[string, string, string, string]>([
    [
      'throws',
      "() => { throw new Error('no'); }",
      'part-failed',
      "plug-in 'plug-x', learning rate 'mine' (create): no",
    ],
    [
      'makes something else',
      '() => 3',
      'plugin-part',
      "plug-in 'plug-x', learning rate 'mine' (create): What create of this learning rate gives back is something else than it must. Found: number. Expected: function.",
    ],
  ])('whose create %s is named', async (title, create, code, message) => {
    const path = await write(`create-${title.replaceAll(' ', '-')}.ts`, withZod(rate(`, create: ${create}`)));
    const registry = await registryOf(path);
    const error = await fault(() => registry.create('learningRates', { use: 'mine', height: 1 }));
    expect([error.code, error.message]).toEqual([code, message]);
  });

  it('whose optimizer lacks its slots is named with the field', async () => {
    const path = await write(
      'slots.ts',
      withZod(rate(", create: () => ({ name: 'x', update() {} })")).replace('learningRates', 'optimizers'),
    );
    const registry = await registryOf(path);
    const error = await fault(() => registry.create('optimizers', { use: 'mine' }));
    expect(error.message).toContain(
      "'slots' of this optimizer is something else than it must. Found: undefined. Expected: list.",
    );
  });
});

/** Runs the command in this process and keeps what it writes. */
async function run(...args: string[]): Promise<{ code: number; out: string }> {
  const out: string[] = [];
  const output = {
    out: (line: string) => void out.push(line),
    note: (line: string) => void out.push(line),
    live: false,
  };
  return { code: await runCommand(args, output), out: out.join('\n') };
}

describe('altsparse plugins', () => {
  it('lists kind, name, options, source and where a part came from', async () => {
    const path = await write('listed.ts', withZod(rate()));
    const { code, out } = await run('plugins', '--plugin', path);
    expect(code).toBe(0);
    expect(out).toContain(`  mine: My rate.\n      from plug-x, ${path}; none\n      height: number, default 0.5`);
    const { parts } = JSON.parse((await run('plugins', '--plugin', path, '--json')).out) as {
      parts: { name: string }[];
    };
    expect(parts.find(({ name }) => name === 'mine')).toEqual({
      kind: 'learning rate',
      name: 'mine',
      summary: 'My rate.',
      source: 'none',
      plugin: 'plug-x',
      from: path,
      options: [{ name: 'height', type: 'number', required: false, default: 0.5 }],
    });
  });

  it('prints what strategies promise with default options, and gives it to programs', async () => {
    const { out } = await run('plugins');
    expect(out).toMatch(/\n {2}dense: .*\n {6}from .*\n {6}promises: exactCount, layerCounts, fixedMask, nested\n/);
    const { parts } = JSON.parse((await run('plugins', '--json')).out) as {
      parts: { name: string; kind: string; invariants?: string[] }[];
    };
    expect(parts.find(({ name }) => name === 'ast')?.invariants).toEqual(['exactCount']);
    expect(parts.find(({ name }) => name === 'mest-em-s')?.invariants).toEqual(['exactCount']);
    expect(parts.find(({ name }) => name === 'sr-ste')?.invariants).toEqual(['layerCounts', 'pattern']);
    // each of ours promises something that the kit tests
    expect(parts.filter(({ kind, invariants }) => kind === 'strategy' && !invariants?.length)).toEqual([]);
    expect(parts.filter(({ kind, invariants }) => kind !== 'strategy' && invariants !== undefined)).toEqual([]);
  });

  it('says nothing of the promises of a strategy that has a required option', async () => {
    const part = `{ name: 'needy', summary: 'Needs.', source: 'none', options: z.strictObject({ share: z.number() }),
      create: () => { throw new Error('not asked for'); } }`;
    const path = await write('needy.ts', withZod(part).replace('learningRates', 'strategies'));
    const { parts } = JSON.parse((await run('plugins', '--plugin', path, '--json')).out) as {
      parts: { name: string }[];
    };
    expect(parts.find(({ name }) => name === 'needy')).not.toHaveProperty('invariants');
  });

  it('ends with 1 where a plug-in is broken', async () => {
    const path = await write('no-plugin.ts', 'export const a = 1;');
    const { code, out } = await run('plugins', '--plugin', path);
    expect([code, out]).toEqual([1, expect.stringContaining('[plugin-shape]')]);
  });
});
