import { COST_RULE, type StrategyFacts } from '@altsparse/core';
import type { Kind } from '../parts/kinds.ts';
import type { Registry } from '../parts/registry.ts';
import { factsOfPart, factsOfPreset, strategyOfPreset } from './facts.ts';

/** Gives the address of a name's card, if it has one. */
export type CardOf = (name: string) => string | undefined;

/** Columns of the table of strategies: heads, and the facts below them. */
const columns = [
  ['drop', 'drop'],
  ['grow', 'grow'],
  ['scope', 'scope'],
  ['pattern', 'pattern'],
  ['ramp', 'ramp'],
  ['period', 'period'],
  ['initial mask', 'initial'],
  ['values and slots', 'slots'],
  ['cost', 'cost'],
] as const satisfies readonly (readonly [string, keyof StrategyFacts])[];

const rules = `Rules:

- Each row is what the strategy does with its default options. A preset has a row where that differs from its strategy's.
- Where moves differ, their names stand before what they do; moves act in this order. \`–\`: nothing of the kind.
- Scope: the weights that compete. Initial mask: what is in it; at the target: each sub-net starts at its own.
- Values and slots: what becomes of a weight in no mask (nowhere), in another sub-net's alone (elsewhere), and new to all masks (grown).
- Shares of the stage are rounded to three digits.
- Cost. ${COST_RULE} Runs of a stage: counted for 1,000,000 weights.`;

/** Every strategy, scheduler, surgery and preset, as a page of Markdown tables. */
export function methodsPage(registry: Registry, cardOf: CardOf = () => undefined): string {
  const linked = (name: string): string => {
    const card = cardOf(name);
    return card === undefined ? `\`${name}\`` : `[\`${name}\`](${card})`;
  };
  const heads = [...columns.map(([head]) => head), 'source'];
  return [
    '## Strategies',
    table(['strategy', ...heads], strategyRows(registry), linked),
    rules,
    '## Presets whose strategy has other options',
    table(['preset', ...heads], presetRows(registry), linked),
    '## All presets',
    table(['preset', 'what it is', 'strategy'], summaryRows(registry), linked),
    '## Schedulers',
    table(['scheduler', 'what it does', 'source'], partRows(registry, 'schedulers'), linked),
    '## Surgery',
    table(['surgery', 'what it does', 'source'], partRows(registry, 'surgery'), linked),
  ].join('\n\n');
}

type Row = readonly string[];

function strategyRows(registry: Registry): Row[] {
  return registry.entries.flatMap((entry) => {
    const made = factsOfPart(entry, registry);
    return made === undefined ? [] : [[entry.part.name, ...cellsOf(made.facts), entry.part.source]];
  });
}

/** A preset that does the same as its strategy with default options has no row. */
function presetRows(registry: Registry): Row[] {
  return registry.presets.flatMap((preset) => {
    const [made, use] = [factsOfPreset(preset, registry), strategyOfPreset(preset)];
    if (made === undefined || use === undefined) return [];
    const plain = factsOfPart(registry.find('strategies', use), registry);
    const [own, usual] = [made, plain].map((one) => JSON.stringify(one?.facts));
    return own === usual ? [] : [[preset.name, ...cellsOf(made.facts), sourceOf(use, preset.sources.strategy)]];
  });
}

function sourceOf(strategy: string, source: string | undefined): string {
  return [`\`${strategy}\``, ...(source === undefined ? [] : [source])].join('; ');
}

function cellsOf(facts: StrategyFacts): string[] {
  return columns.map(([, key]) => facts[key] || '–');
}

function partRows(registry: Registry, kind: Kind): Row[] {
  return registry.entries
    .filter((entry) => entry.kind === kind)
    .map(({ part: { name, summary, source } }) => [name, summary, source]);
}

function summaryRows({ presets }: Registry): Row[] {
  return presets.map((preset) => [preset.name, preset.summary, strategyOfPreset(preset) ?? 'a chain of stages']);
}

function table(heads: Row, rows: readonly Row[], linked: (name: string) => string): string {
  const line = (cells: Row): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  const named = rows.map(([name = '', ...cells]) => line([linked(name), ...cells]));
  return [line(heads), line(heads.map(() => '---')), ...named].join('\n');
}
