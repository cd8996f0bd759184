import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Invariant, StrategyFacts } from '@altsparse/core';
import { readSafetensors } from '@altsparse/core/node';
import type { Experiment } from 'altsparse';
import { runCommand } from '../packages/cli/dist/command.js';
import experiment from './strategies.config.ts';

/** What `altsparse plugins --json` says of a part or a preset, as far as it is read here. */
interface Listed {
  readonly name: string;
  readonly invariants?: readonly Invariant[];
  readonly facts?: StrategyFacts;
}

/** A part. */
export interface ListedPart extends Listed {
  readonly kind: string;
  readonly summary: string;
  readonly source: string;
  readonly options: readonly { readonly name: string; readonly type: string }[];
}

/** A preset. */
interface ListedPreset extends Listed {
  readonly values: { readonly subnets?: unknown; readonly stages?: readonly Readonly<Record<string, unknown>>[] };
}

/** All that `altsparse plugins --json` lists. */
export interface Listing {
  readonly parts: readonly ListedPart[];
  readonly presets: readonly ListedPreset[];
}

/** One method to train. */
export interface Case {
  /** `strategy set`. */
  readonly label: string;
  /** Arguments of `altsparse train`. */
  readonly args: readonly string[];
  /** Steps in all, but for strategies that run a stage in rounds. */
  readonly steps: number;
  /** What its strategy says of itself; absent for chains of stages. */
  readonly facts?: StrategyFacts | undefined;
  /** What it promises. */
  readonly invariants?: readonly Invariant[] | undefined;
}

/** Keys of the config that may differ from it. */
export type Change = Partial<Pick<Experiment, 'engine' | 'threads' | 'steps' | 'batchSize'>>;

/** The command of a terminal, run in this process. Throws what it says when it fails. */
export async function altsparse(...args: readonly string[]): Promise<string> {
  const [out, notes]: [string[], string[]] = [[], []];
  const output = {
    out: (line: string) => void out.push(line),
    note: (line: string) => void notes.push(line),
    live: false,
  };
  if ((await runCommand(args, output)) !== 0) throw new Error(notes.join('\n'));
  return out.join('\n');
}

const config = fileURLToPath(new URL('./strategies.config.ts', import.meta.url));

/**
 * Every strategy, scheduler, surgery and preset that the command lists: one config with that name alone changed.
 *
 * @param change - What else is changed, for all of them alike.
 */
export function casesOf({ parts, presets }: Listing, change: Change = {}): Case[] {
  const subject = { ...experiment, ...change };
  const of = (kind: string): readonly ListedPart[] => parts.filter((one) => one.kind === kind);
  const usual = of('strategy').find(({ name }) => name === experiment.strategy);
  const named = (
    kind: string,
    name: string,
    { facts, invariants }: Partial<Listed> = {},
    more: string[] = [],
  ): Case => ({
    label: `${kind} ${name}`,
    args: [config, ...setsOf(change), ...more, `--set=${kind}=${name}`],
    steps: subject.steps ?? 0,
    facts,
    invariants,
  });
  return [
    ...of('strategy').map((one) => named('strategy', one.name, one)),
    ...of('scheduler').map(({ name }) => named('scheduler', name, usual)),
    // some surgeries need all gradients of a round at once
    ...[...of('surgery').map(({ name }) => name), 'none'].map((name) =>
      named('surgery', name, usual, ['--set=scheduler=joint']),
    ),
    ...withoutDoubles(presets).map((preset) => presetCase(preset, subject)),
  ];
}

function setsOf(values: object): string[] {
  return Object.entries(values).map(([key, value]) => `--set=${key}=${JSON.stringify(value)}`);
}

/** Presets that differ in lengths alone are one, as all lengths are made short. */
function withoutDoubles(presets: readonly ListedPreset[]): readonly ListedPreset[] {
  const keyOf = ({ values }: ListedPreset): string =>
    JSON.stringify(values, (key, value: unknown) => (key === 'epochs' ? undefined : value));
  return presets.filter((one, i) => presets.findIndex((other) => keyOf(other) === keyOf(one)) === i);
}

/** A preset under the same data, model and length; stages share it. */
function presetCase({ name, values, facts, invariants }: ListedPreset, subject: Experiment): Case {
  const { data, model, engine, threads, batchSize, steps = 0, evaluateEvery } = subject;
  const stages = values.stages ?? [];
  const each = Math.round(steps / Math.max(1, stages.length));
  const epochs = (each * (batchSize ?? 1)) / 100; // of 100 images
  const lengths =
    stages.length === 0 ? { steps } : Object.fromEntries(stages.map((_, i) => [`stages.${i}.epochs`, epochs]));
  const settings = { data, model, engine, ...(threads && { threads }), batchSize, evaluateEvery, ...lengths };
  return {
    label: `preset ${name}`,
    args: ['--preset', name, ...setsOf(settings)],
    steps: each * Math.max(1, stages.length),
    facts,
    invariants,
  };
}

/** What a run left behind. */
export interface Traces {
  readonly steps: number;
  readonly subnets: readonly {
    readonly target: number;
    readonly sparsity: number;
    readonly engines: Readonly<Record<string, number>>;
  }[];
  /** As the record of its machine says. */
  readonly engine: string;
  /** Which engines computed its steps, each name once. */
  readonly engines: readonly string[];
  readonly stages: number;
  readonly losses: readonly number[];
  readonly changes: readonly { readonly dropped: number; readonly grown: number }[];
  /** Of each sub-net, layer by layer. */
  readonly masks: readonly (readonly { readonly shape: readonly number[]; readonly mask: Uint8Array }[])[];
}

interface Line {
  readonly type: string;
  readonly trained: readonly { readonly loss: number; readonly engine: string }[];
  readonly dropped: number;
  readonly grown: number;
}

/** Trains a case; gives what each of its runs left behind. */
export async function trained({ args }: Case, runs: string): Promise<Traces[]> {
  await altsparse('train', ...args, '--runs', runs);
  return Promise.all((await readdir(runs)).map((name) => tracesIn(join(runs, name))));
}

async function tracesIn(folder: string): Promise<Traces> {
  const read = (name: string): Promise<string> => readFile(join(folder, name), 'utf8');
  const lines = (await read('metrics.jsonl'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
  const of = (type: string): Line[] => lines.filter((one) => one.type === type);
  const result = JSON.parse(await read('result.json')) as Pick<Traces, 'steps' | 'subnets'>;
  const { engine } = JSON.parse(await read('environment.json')) as { readonly engine: { readonly name: string } };
  return {
    ...result,
    engine: engine.name,
    engines: [...new Set(of('step').flatMap(({ trained: all }) => all.map((one) => one.engine)))],
    stages: of('stage').length,
    losses: of('step').map((one) => mean(one.trained.map(({ loss }) => loss))),
    changes: of('mask'),
    masks: await masksIn(join(folder, 'weights.safetensors'), result.subnets.length),
  };
}

async function masksIn(path: string, count: number): Promise<Traces['masks']> {
  const { tensors } = await readSafetensors(path);
  return Array.from({ length: count }, (_, subnet) =>
    [...tensors].flatMap(([name, { shape, data }]) =>
      name.startsWith(`masks/${subnet}/`) ? [{ shape, mask: data as Uint8Array }] : [],
    ),
  );
}

/** The mean of some numbers. */
export function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
}
