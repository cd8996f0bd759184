import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from './command.ts';
import type { RunReport } from './run/result.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'altsparse-command-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs the command in this process and keeps what it writes. */
async function run(...args: string[]): Promise<{ code: number; out: string[]; notes: string[] }> {
  const [out, notes]: [string[], string[]] = [[], []];
  const output = {
    out: (line: string) => void out.push(line),
    note: (line: string) => void notes.push(line),
    live: false,
  };
  return { code: await runCommand(args, output), out, notes };
}

const parse = (lines: readonly string[]): unknown => JSON.parse(lines.join('\n'));

/** Two sub-nets on a few digits, a few steps, on WebAssembly. */
const tiny = [
  '--set=data={"use":"digits","take":{"train":64,"test":50}}',
  ...['model=small-conv', 'subnets=[0.5,0.8]', 'steps=6', 'batchSize=16', 'engine=wasm'].map((one) => `--set=${one}`),
  ...['strategy=ast', 'strategy.every=1', 'strategy.until.share=0.5', 'surgery=projection'].map(
    (one) => `--set=${one}`,
  ),
];

describe('altsparse', () => {
  it('shows its commands when told nothing', async () => {
    const { code, out } = await run();
    expect(code).toBe(0);
    for (const name of ['demo', 'train', 'plan', 'eval', 'doctor', 'engine', 'data', 'plugins', 'models'])
      expect(out.join('\n')).toMatch(new RegExp(`^ {2}${name}\\b`, 'm'));
  });

  it('answers misuse with 2, on standard error, naming what was meant', async () => {
    const command = await run('trian');
    expect([command.code, command.out]).toEqual([2, []]);
    expect(command.notes.join('\n')).toContain('Did you mean train?');
    expect((await run('train', '--sett', 'x=1')).code).toBe(2);
    const config = await run('train', ...tiny, '--set', 'batchsize=3');
    expect([config.code, config.out]).toEqual([2, []]);
    expect(config.notes.join('\n')).toContain("Did you mean 'batchSize'?");
  });

  it('prints a config that it would take', async () => {
    const { code, out } = await run('train', ...tiny, '--print-config');
    expect(code).toBe(0);
    expect(parse(out)).toMatchObject({ steps: 6, strategy: { use: 'ast', every: 1 }, optimizer: { momentum: 0.9 } });
  });

  it('lists parts and presets as JSON', async () => {
    const { parts, presets } = parse((await run('plugins', '--json')).out) as {
      parts: { kind: string; name: string; options: { name: string; default?: unknown }[] }[];
      presets: { name: string }[];
    };
    const sgd = parts.find(({ kind, name }) => kind === 'optimizer' && name === 'sgd');
    expect(sgd?.options).toContainEqual({
      name: 'momentum',
      type: 'number from 0 below 1',
      required: false,
      default: 0.9,
    });
    expect(presets.map(({ name }) => name)).toContain('ast-gc');
    expect((await run('plugins')).out.join('\n')).toContain('projection');
  });

  it('lists models and data sets as JSON', async () => {
    expect(parse((await run('models', '--json')).out)).toContainEqual(
      expect.objectContaining({ name: 'small-conv', maskableCount: 56_320 }),
    );
    expect(parse((await run('data', 'list', '--json')).out)).toContainEqual(
      expect.objectContaining({ name: 'digits', present: true }),
    );
  });

  it('plans without data: events, targets, cost, and what cannot be reached', async () => {
    const args = ['--preset', 'ast-gc', '--no-measure'];
    const plan = parse((await run('plan', ...args, '--json')).out) as Record<string, unknown>;
    expect(plan).toMatchObject({ steps: 62_560, stepsPerEpoch: 391, warnings: [] });
    const text = (await run('plan', ...args, '--set', 'strategy.every=70000')).out.join('\n');
    expect(text).toContain('warning: sub-net 90 %');
  });
});

describe('altsparse plan', () => {
  it('measures a step and adds up the time of all runs', async () => {
    const { out } = await run('plan', ...tiny, '--set=seeds=[1,2,3]', '--json');
    const { estimate } = parse(out) as { estimate: Record<string, number> };
    const { step = 0, training = 0, evaluation = 0, total = 0 } = estimate;
    expect(training).toBeCloseTo((6 * step) / 1000, 9);
    expect(step).toBeGreaterThan(0);
    expect(evaluation).toBeGreaterThan(0);
    expect(total).toBeCloseTo(3 * (training + evaluation), 9);
  });
});

describe('altsparse demo', () => {
  it('compares three sub-nets with a dense net of as many steps', async () => {
    const runs = join(folder, 'demo');
    const { code, out } = await run('demo', '--epochs=0.06', '--engine=wasm', '--runs', runs);
    expect(code).toBe(0);
    for (const name of ['90 %', '95 %', '98 %', 'dense'])
      expect(
        out.filter((line) => line.startsWith(`${name} `)),
        name,
      ).toHaveLength(1);
    const names = await readdir(runs);
    const results = names.map((name) => readFile(join(runs, name, 'result.json'), 'utf8'));
    expect((await Promise.all(results)).map((text) => (JSON.parse(text) as RunReport).steps)).toEqual([15, 15]);
  });
});

describe('altsparse train', () => {
  it('trains, keeps everything in a new folder, and evaluates the same from there', async () => {
    const runs = join(folder, 'runs');
    const { code, out, notes } = await run('train', ...tiny, '--runs', runs);
    expect(code).toBe(0);
    expect(notes.join('\n')).toContain('Engine: wasm');
    expect(out.join('\n')).toMatch(/50 % +50 % +50\.00 %/);
    const [name = ''] = await readdir(runs);
    const files = await readdir(join(runs, name));
    expect(files.sort()).toEqual([
      'checkpoints',
      'config.json',
      'environment.json',
      'metrics.jsonl',
      'result.json',
      'weights.safetensors',
    ]);
    const result = JSON.parse(await readFile(join(runs, name, 'result.json'), 'utf8')) as RunReport;
    expect(result).toMatchObject({ status: 'complete', steps: 6 });
    const evaluated = parse((await run('eval', name, '--runs', runs, '--json')).out) as { subnets: object[] };
    expect(evaluated.subnets).toMatchObject(
      result.subnets.map(({ name, sparsity, test }) => ({ name, sparsity, ...test, recorded: test.accuracy })),
    );
  });

  it('with --json writes events and nothing else, the same numbers each time, and no folder twice', async () => {
    const runs = join(folder, 'json');
    const args = ['train', ...tiny, '--set=steps=2', '--set=unreached=allow', '--runs', runs, '--json'];
    const [first, second] = [await run(...args), await run(...args)];
    const events = first.out.map((line) => JSON.parse(line) as { type: string; folder?: string; subnets: unknown });
    expect(events.map(({ type }) => type)).toEqual([
      'run',
      'stage',
      ...events.slice(2, -3).map(({ type }) => type),
      'evaluation',
      'evaluation',
      'result',
    ]);
    expect(new Set(events.slice(2, -3).map(({ type }) => type))).toEqual(new Set(['step', 'mask', 'conflict']));
    const losses = ({ out }: { out: string[] }): unknown[] =>
      out.map((line) => JSON.parse(line) as { type: string; loss?: number }).map(({ loss }) => loss);
    expect(losses(second)).toEqual(losses(first));
    expect((await readdir(runs)).map((name) => name.slice(-2)).sort()).toEqual(['-1', '-2']);
  });

  it('has the observers that the config names write into its folder', async () => {
    const runs = join(folder, 'observed');
    const observers = '--set=observers=["csv",{"use":"jsonl","file":"all.jsonl"}]';
    expect((await run('train', ...tiny, observers, '--runs', runs)).code).toBe(0);
    const [name = ''] = await readdir(runs);
    const text = async (...path: string[]): Promise<string> => readFile(join(runs, name, ...path), 'utf8');
    expect((await text('csv', 'steps.csv')).trimEnd().split('\n')).toHaveLength(1 + 6);
    expect((await text('csv', 'evaluations.csv')).trimEnd().split('\n')).toHaveLength(1 + 2 * 2);
    expect(await text('all.jsonl')).toBe(await text('metrics.jsonl'));
  });

  it('says which engine an observer needs', async () => {
    const { code, notes } = await run(
      'train',
      ...tiny,
      '--set=observers=["tensorboard"]',
      '--runs',
      join(folder, 'tb'),
    );
    expect([code, notes.join('\n')]).toEqual([1, expect.stringContaining('[observer-engine]')]);
    expect(notes.join('\n')).toContain('found:    engine wasm');
    await expect(readdir(join(folder, 'tb'))).rejects.toThrow(); // refused before there is a folder
  });

  it('makes no folder for a run that is refused', async () => {
    const runs = join(folder, 'refused');
    const { code, notes } = await run('train', ...tiny, '--set=strategy.every=5', '--runs', runs);
    expect(code).toBe(1);
    expect(notes.join('\n')).toContain('[target-unreachable]');
    await expect(readdir(runs)).rejects.toThrow();
  });

  it('trains once for each seed, tests on images that validation leaves alone', async () => {
    const runs = join(folder, 'seeds');
    const more = ['--set=seeds=[1,2]', '--set=validation=0.25', '--set=scheduler=joint', '--set=surgery=none'];
    const { code } = await run('train', ...tiny, ...more, '--set=steps=3', '--set=strategy.until=1', '--runs', runs);
    expect(code).toBe(0);
    const names = await readdir(runs);
    const results = await Promise.all(
      names.map(async (name) => JSON.parse(await readFile(join(runs, name, 'result.json'), 'utf8')) as RunReport),
    );
    expect(results.map(({ seed }) => seed).sort()).toEqual([1, 2]);
    for (const { subnets } of results)
      for (const { test, validation } of subnets) expect(validation?.loss).not.toBe(test.loss);
  });
});

describe('separate nets', () => {
  it('are as many runs of one sub-net, with one table at the end, and planned one by one', async () => {
    const runs = join(folder, 'individual');
    const options = [...tiny, '--set', 'scheduler=individual'];
    const { code, out } = await run('train', ...options, '--runs', runs);
    expect(code).toBe(0);
    const folders = await readdir(runs);
    expect(folders).toHaveLength(2);
    const configs = await Promise.all(
      folders.map(async (one) => JSON.parse(await readFile(join(runs, one, 'config.json'), 'utf8'))),
    );
    expect(configs.map((one) => one.subnets.map(({ name }: { name: string }) => name)).sort()).toEqual([
      ['50 %'],
      ['80 %'],
    ]);
    const text = out.join('\n');
    expect(text.match(/^sub-net +asked/gm)).toHaveLength(1);
    expect(text).toMatch(/^50 % .*\n80 % /m);
    const plans = parse((await run('plan', ...options, '--no-measure', '--json')).out) as {
      stages: { subnets: unknown[] }[];
    }[];
    expect(plans.map((one) => one.stages.map(({ subnets }) => subnets.length))).toEqual([[1], [1]]);
  });

  it('go on one by one: what is complete is left alone', async () => {
    const runs = join(folder, 'individual');
    const { code, notes } = await run('train', ...tiny, '--set', 'scheduler=individual', '--runs', runs, '--resume');
    expect(code).toBe(0);
    expect(notes.filter((line) => line.includes('is complete already'))).toHaveLength(2);
    expect(await readdir(runs)).toHaveLength(2);
  });
});
