import type { Invariant } from '@altsparse/core';
import { bundledSources } from '../compose/sources.ts';
import { describeSchema, type JsonSchema, jsonSchemaOf } from '../config/describe-schema.ts';
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
    .action(async (options: { readonly plugin?: readonly string[]; readonly json?: boolean }) => {
      const sources = [...(await bundledSources()), ...(await loadPlugins(options.plugin ?? [], process.cwd()))];
      const registry = createRegistry(sources);
      if (options.json) printTree(output, listing(registry));
      else print(output, registry);
    });
};

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

/** What a strategy with default options promises of its masks; nothing of other kinds, or where an option is required. */
function invariantsOf({ kind, part }: Entry, registry: Registry): readonly Invariant[] | undefined {
  if (kind !== 'strategies') return undefined;
  const checked = registry.check(kind, { use: part.name }, part.name);
  return 'value' in checked ? (registry.create(kind, checked.value).invariants ?? []) : undefined;
}

function listing(registry: Registry): object {
  const parts = registry.entries.map((entry) => {
    const invariants = invariantsOf(entry, registry);
    return {
      kind: kindNames[entry.kind],
      name: entry.part.name,
      summary: entry.part.summary,
      source: entry.part.source,
      plugin: entry.plugin,
      from: entry.from,
      options: optionsOf(entry),
      ...(invariants && { invariants }),
    };
  });
  return { parts, presets: registry.presets };
}

function print(output: Output, registry: Registry): void {
  const { entries, presets } = registry;
  let kind = '';
  for (const entry of entries) {
    if (entry.kind !== kind) output.out(`\n${kindNames[entry.kind].toUpperCase()}`);
    kind = entry.kind;
    for (const line of linesOf(entry, invariantsOf(entry, registry))) output.out(line);
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
