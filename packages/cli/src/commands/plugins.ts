import type { Invariant } from '@altsparse/core';
import { bundledSources } from '../compose/sources.ts';
import { describeSchema, type JsonSchema, jsonSchemaOf } from '../config/describe-schema.ts';
import { cardsIn } from '../methods/cards.ts';
import { factsOfPart, factsOfPreset } from '../methods/facts.ts';
import { methodsPage } from '../methods/page.ts';
import { kindNames } from '../parts/kinds.ts';
import { loadPlugins } from '../parts/load-plugins.ts';
import { createRegistry, type Entry, type Registry } from '../parts/registry.ts';
import { type Output, printTree } from '../terminal/output.ts';
import { type AddCommand, collect } from './add-command.ts';

/** `altsparse plugins`. */
export const addPlugins: AddCommand = (program, output) => {
  program
    .command('plugins')
    .description('list every part that a config can name, with its options, and the presets')
    .option('--plugin <name or path>', 'list the parts of this plug-in, too; may be given several times', collect)
    .option('--json', 'as JSON')
    .option('--table', 'what each method does, as a page of Markdown tables')
    .option('--cards <folder>', 'with --table: link each name to its card in this folder, NAME.md')
    .action(async (options: PluginsOptions) => {
      const sources = [...(await bundledSources()), ...(await loadPlugins(options.plugin ?? [], process.cwd()))];
      const registry = createRegistry(sources);
      if (options.json) printTree(output, listing(registry));
      else if (options.table) output.out(await page(registry, options.cards));
      else print(output, registry);
    });
};

async function page(registry: Registry, cards: string | undefined): Promise<string> {
  return cards === undefined ? methodsPage(registry) : methodsPage(registry, await cardsIn(cards));
}

interface PluginsOptions {
  readonly plugin?: readonly string[];
  readonly json?: boolean;
  readonly table?: boolean;
  readonly cards?: string;
}

/** One option of a part. */
interface OptionFacts {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  readonly default?: unknown;
  readonly description?: string;
}

function optionsOf({ part }: Entry): OptionFacts[] {
  const { properties = {}, required = [] } = jsonSchemaOf(part.options);
  return Object.entries(properties).map(([name, schema]: [string, JsonSchema]) => ({
    name,
    type: describeSchema(schema),
    required: required.includes(name),
    ...(schema.default === undefined ? {} : { default: schema.default }),
    ...(schema.description === undefined ? {} : { description: schema.description }),
  }));
}

function listing(registry: Registry): object {
  const parts = registry.entries.map((entry) => ({
    kind: kindNames[entry.kind],
    name: entry.part.name,
    summary: entry.part.summary,
    source: entry.part.source,
    plugin: entry.plugin,
    from: entry.from,
    options: optionsOf(entry),
    ...factsOfPart(entry, registry),
  }));
  return { parts, presets: registry.presets.map((preset) => ({ ...preset, ...factsOfPreset(preset, registry) })) };
}

function print(output: Output, registry: Registry): void {
  const { entries, presets } = registry;
  let kind = '';
  for (const entry of entries) {
    if (entry.kind !== kind) output.out(`\n${kindNames[entry.kind].toUpperCase()}`);
    kind = entry.kind;
    for (const line of linesOf(entry, factsOfPart(entry, registry)?.invariants)) output.out(line);
  }
  if (presets.length > 0) output.out('\nPRESET');
  for (const { name, summary, plugin } of presets) output.out(`  ${name}: ${summary}  (${plugin})`);
}

function linesOf(entry: Entry, invariants: readonly Invariant[] = []): string[] {
  const { part, plugin, from } = entry;
  const origin = from === 'with altsparse' ? plugin : `${plugin}, ${from}`;
  const options = optionsOf(entry).map((one) => {
    const value = one.default === undefined ? '' : `, default ${JSON.stringify(one.default)}`;
    const need = one.required ? ', required' : '';
    return `      ${one.name}: ${one.type}${value}${need}${one.description === undefined ? '' : `; ${one.description}`}`;
  });
  const promises = invariants.length === 0 ? [] : [`      promises: ${invariants.join(', ')}`];
  return [`  ${part.name}: ${part.summary}`, `      from ${origin}; ${part.source}`, ...promises, ...options];
}
