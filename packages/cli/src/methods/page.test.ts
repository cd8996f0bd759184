import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contribute, definePlugin, keepAll, type Move, type Preset, pruneTo } from '@altsparse/core';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { createRegistry, sourceOf } from '../parts/registry.ts';
import { cardsIn } from './cards.ts';
import { methodsPage } from './page.ts';

const oldest: Move = {
  name: 'oldest',
  facts: { drop: 'largest |age|', scope: 'each layer' },
  apply: ({ mask }) => ({ mask }),
};

/** A preset of the strategy `own` with these options. */
const preset = (name: string, options: object): Preset => ({
  name,
  summary: 'Own.',
  sources: { strategy: 'mine' },
  values: { strategy: { use: 'own', ...options } },
});

const plugin = definePlugin({
  name: 'own-plugin',
  contributes: {
    strategies: [
      contribute({
        name: 'own',
        summary: 'Own.',
        source: 'my notebook',
        options: z.strictObject({ every: z.number().default(5) }),
        create: ({ every }) => ({
          name: 'own',
          initialSparsity: 0,
          initial: keepAll,
          timetable: { every, place: 'afterUpdate' },
          moves: [oldest],
        }),
      }),
      contribute({
        name: 'needy',
        summary: 'It cannot be made of nothing.',
        source: 'my notebook',
        options: z.strictObject({ must: z.number() }),
        create: () => ({ name: 'needy', initialSparsity: 0, initial: keepAll, moves: [pruneTo()] }),
      }),
    ],
    presets: [preset('own-same', {}), preset('own-slow', { every: 50 })],
  },
});

const registry = createRegistry([sourceOf(plugin, 'here')]);
const lines = methodsPage(registry).split('\n');
const rowsOf = (name: string): string[] => lines.filter((line) => line.startsWith(`| \`${name}\` |`));

it('gives a strategy of a plug-in its row, from what its parts say', () => {
  expect(rowsOf('own')).toEqual([
    '| `own` | largest \\|age\\| | – | each layer | single weights | – | each 5 steps; after the update | all weights | ' +
      'nowhere zero; elsewhere freeze; grown value zero, slot zero | step 3f | my notebook |',
  ]);
});

it('has no row for a strategy that cannot be made without options', () => {
  expect(rowsOf('needy')).toEqual([]);
});

it('gives a preset a row where its strategy does something else, and lists all', () => {
  expect(rowsOf('own-same')).toEqual(['| `own-same` | Own. | own |']);
  const [differs, listed] = rowsOf('own-slow');
  expect(differs).toContain('| each 50 steps; after the update |');
  expect(differs).toContain('| `own`; mine |');
  expect(listed).toBe('| `own-slow` | Own. | own |');
});

it('finds the card of a name, or of the longest name that it begins with', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'altsparse-cards-'));
  for (const name of ['own', 'own-slow']) await writeFile(join(folder, `${name}.md`), '');
  const cardOf = await cardsIn(folder);
  await rm(folder, { recursive: true });
  expect(['own', 'own-slow', 'own-slow-9', 'own-fast', 'owner'].map(cardOf)).toEqual([
    'own.md',
    'own-slow.md',
    'own-slow.md',
    'own.md',
    undefined,
  ]);
  expect(methodsPage(registry, cardOf)).toContain('| [`own-slow`](own-slow.md) |');
});
