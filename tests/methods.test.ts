import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { altsparse, type Listing } from '../examples/methods.test.kit.ts';
import { root } from './workspace.ts';

const listing = JSON.parse(await altsparse('plugins', '--json')) as Listing;
const namesOf = (kind: string): string[] => listing.parts.filter((one) => one.kind === kind).map((one) => one.name);

/** What the toolkit promises to have, under the names of the field. */
const promised = {
  strategy: [
    ...['dense', 'static-random', 'magnitude', 'gmp', 'snip', 'lottery'],
    ...['set', 'rigl', 'snfs', 'dsr', 'set-itop', 'rigl-itop'],
    ...['granet', 'ast', 'mest', 'mest-em', 'mest-em-s', 'sr-ste', 'asp', 'ast-nm'],
  ],
  scheduler: ['alternating', 'joint', 'random', 'sandwich', 'individual'],
  surgery: ['projection', 'pcgrad', 'cagrad'],
};
const promisedPresets = [
  ...['granet', 'granet-sparse', 'ast', 'ast-gc', 'ast-cs', 'ast-released', 'ast-nm', 'progressive'],
  ...[10, 20, 30].flatMap((epochs) => [`dense-fine-tune-${epochs}`, `sparse-fine-tune-${epochs}`]),
];

describe('altsparse plugins --json', () => {
  it.each(Object.entries(promised))('lists every %s that is promised, with options and source', (kind, names) => {
    expect(namesOf(kind)).toEqual(expect.arrayContaining(names));
    for (const part of listing.parts.filter((one) => names.includes(one.name) && one.kind === kind)) {
      expect(Array.isArray(part.options)).toBe(true);
      for (const text of [part.source, part.summary]) expect(text.length).toBeGreaterThan(5);
    }
  });

  it('lists every preset that is promised', () => {
    expect(listing.presets.map((one) => one.name)).toEqual(expect.arrayContaining(promisedPresets));
  });

  it('offers ERK and uniform for static random masks, and nested sub-nets for AST', () => {
    const typeOf = (name: string, option: string): string | undefined =>
      listing.parts
        .find((one) => one.kind === 'strategy' && one.name === name)
        ?.options.find((one) => one.name === option)?.type;
    expect(typeOf('static-random', 'distribution')).toMatch(/erk.*uniform/);
    expect(typeOf('ast', 'relation')).toMatch(/nd.*cs/);
  });

  it('gives what each strategy says of itself: no move keeps silent', () => {
    const strategies = listing.parts.filter((one) => one.kind === 'strategy');
    for (const { name, facts } of strategies) {
      expect([name, facts?.drop]).not.toEqual([name, expect.stringContaining('does not say')]);
      expect([name, facts?.cost]).toEqual([name, expect.stringContaining('step ')]);
    }
    expect(strategies.find((one) => one.name === 'rigl')?.facts).toMatchObject({
      drop: 'smallest magnitude, 30 % → 0 % (cosine)',
      grow: 'largest gradient-magnitude',
      scope: 'each layer',
      initial: 'random, each layer by erk, at the target',
      cost: 'step 3f; with an event 2f + F, no update',
    });
  });
});

describe('docs/methods', () => {
  const folder = join(root, 'docs/methods');

  it('has the table that the plug-ins give; `npm run methods` writes it', async () => {
    const [, written] = readFileSync(join(folder, 'README.md'), 'utf8').split('<!-- made by npm run methods -->\n');
    expect(written?.trim()).toBe(await altsparse('plugins', '--table', '--cards', folder));
  });

  it('has a card for every strategy, scheduler and surgery', () => {
    const names = Object.keys(promised).flatMap(namesOf);
    expect(names.filter((name) => !existsSync(join(folder, `${name}.md`)))).toEqual([]);
  });

  it('has a card that speaks of each preset', async () => {
    const page = await altsparse('plugins', '--table', '--cards', folder);
    for (const { name } of listing.presets) {
      const card = new RegExp(`\\[\`${name}\`\\]\\((.+?)\\)`).exec(page)?.[1] ?? 'no card';
      expect(readFileSync(join(folder, card), 'utf8')).toContain(`\`${name}\``);
    }
  });

  it('links to cards that are there', () => {
    const page = readFileSync(join(folder, 'README.md'), 'utf8');
    for (const [, link = ''] of page.matchAll(/\]\(([^)]+)\)/g))
      expect([link, existsSync(join(folder, link))]).toEqual([link, true]);
  });
});
