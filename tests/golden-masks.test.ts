import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Contribution, type Moment, type Preset, randomStream, type Strategy, train } from '@altsparse/core';
import { plugin as granet } from '@altsparse/prune-granet';
import { plugin as mest } from '@altsparse/prune-mest';
import { plugin as nm } from '@altsparse/prune-nm';
import { plugin as rigl } from '@altsparse/prune-rigl';
import { plugin as fixed } from '@altsparse/prune-static';
import { describe, expect, it } from 'vitest';
import { network, plan, pulledStage } from './pulled.test.kit.ts';
import { packages } from './workspace.ts';

const plugins = [granet, mest, nm, rigl, fixed];

/** What would hardly change a mask in forty steps by default, or fit nowhere in this net. */
const settings: Readonly<Record<string, object>> = {
  asp: { multiples: { in: 1, out: 1 } },
  set: { every: 4 },
  rigl: { every: 4 },
  'set-itop': { every: 4 },
  'rigl-itop': { every: 4 },
  snfs: { every: 4 },
  dsr: { every: 4, threshold: 0.2, wanted: 0.1 },
};

const parts: readonly Contribution<Strategy>[] = plugins.flatMap(({ contributes }) => contributes.strategies ?? []);

/** The options of a preset's strategy; undefined where stages have each its own. */
function choiceOf({ values }: Preset): { use: string; options: object } | undefined {
  const { strategy } = values;
  if (typeof strategy !== 'object' || strategy === null || !('use' in strategy)) return undefined;
  const { use, ...options } = strategy;
  return { use: String(use), options };
}

/** Every strategy by its name, and those of presets by theirs; surgery and the rest of a preset are left out. */
const cases = [
  ...parts.map(({ name }) => ({ name, use: name, options: settings[name] ?? {}, subnets: [0.5, 0.75] })),
  ...plugins
    .flatMap(({ contributes }) => contributes.presets ?? [])
    .flatMap((preset) => {
      const choice = choiceOf(preset);
      return choice === undefined ? [] : [{ name: `preset ${preset.name}`, ...choice, subnets: subnetsOf(preset) }];
    }),
];

function subnetsOf({ values: { subnets } }: Preset): number[] {
  return Array.isArray(subnets) ? subnets.map(Number) : [];
}

function hex(mask: Uint8Array): string {
  const nibbles = Array.from({ length: mask.length / 4 }, (_, i) => mask.subarray(4 * i, 4 * i + 4).join(''));
  return nibbles.map((bits) => Number.parseInt(bits, 2).toString(16)).join('');
}

/** The masks after each step that changed one: stage, step, and each sub-net's forty bits. */
async function masksOf({ use, options, subnets }: (typeof cases)[number]): Promise<string[]> {
  const part = parts.find(({ name }) => name === use);
  if (part === undefined) throw new Error(`There is no strategy '${use}'.`);
  const strategy = part.create(part.options.parse(options) as never);
  const random = randomStream(3, 'golden weights');
  const weights = {
    parameters: Float32Array.from({ length: plan.parameterCount }, () => 2 * random.uniform() - 1),
    statistics: new Float32Array(0),
  };
  const lines: string[] = [];
  let last = '';
  const keep = ({ stage, step, state }: Moment): void => {
    const now = state().store.masks.map(hex).join(' ');
    if (now !== last) lines.push(`${stage} ${step} ${now}`);
    last = now;
  };
  const stages = [{ ...pulledStage, subnets, strategy, unreached: 'allow' as const }];
  await train({ model: plan, network, weights, seed: 5, stages, keeper: { keep } }).result;
  return lines;
}

const file = fileURLToPath(new URL('./golden-masks.txt', import.meta.url));
const renewing = process.env.ALTSPARSE_GOLDEN === 'renew';

/** `## name`, then a line for each step that changed a mask. */
function readGolden(): ReadonlyMap<string, readonly string[]> {
  const sections = readFileSync(file, 'utf8').split('\n## ').slice(1);
  return new Map(sections.map((one) => one.trim().split('\n')).map(([name = '', ...lines]) => [name, lines]));
}

/** The head of the file, up to its first section, stays as it is. */
async function renewGolden(): Promise<void> {
  const [head] = readFileSync(file, 'utf8').split('\n## ');
  const sections: string[] = [];
  for (const one of cases) sections.push(`## ${one.name}\n${(await masksOf(one)).join('\n')}`);
  writeFileSync(file, `${[head?.trimEnd(), ...sections].join('\n\n')}\n`);
}

if (renewing) await renewGolden();
const golden = readGolden();

describe('the masks of forty steps', () => {
  it.each(cases.map((one) => [one.name, one] as const))('of %s are what they were', async (name, one) => {
    expect(await masksOf(one)).toEqual(golden.get(name));
  });

  it('are written down for every strategy and preset, and for nothing else', () => {
    expect([...golden.keys()]).toEqual(cases.map(({ name }) => name));
  });

  it('are of every package that prunes', () => {
    const folders = packages.map(({ id }) => id).filter((id) => id.startsWith('prune-'));
    expect(plugins.map(({ name }) => name)).toEqual(folders.map((id) => `@altsparse/${id}`));
  });

  it('tell strategies apart, and show changes wherever masks are to change', () => {
    const still = ['static-random', 'magnitude', 'snip', 'asp'];
    for (const [name, lines] of golden) expect(lines.length > 3, name).toBe(!still.includes(name));
    expect(new Set([...golden.values()].map((lines) => lines.join())).size).toBeGreaterThan(golden.size - 4);
  });
});
