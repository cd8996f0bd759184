import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import type { RunEvent } from '@altsparse/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from './command.ts';
import type { Environment } from './run/environment.ts';
import { withKnownSwitch } from './run/known-switch.ts';
import type { RunReport } from './run/result.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'altsparse-engines-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs the command in this process; `stopAfter`: the user presses Ctrl-C when that step is told of. */
async function run(args: readonly string[], stopAfter?: number) {
  const [out, notes]: [string[], string[]] = [[], []];
  const output = {
    live: false,
    note: (line: string) => void notes.push(line),
    out(line: string) {
      out.push(line);
      if (stopAfter !== undefined && line.includes(`"step":${stopAfter},"trained"`)) process.emit('SIGINT');
    },
  };
  return { code: await runCommand(args, output), out, notes, text: [...notes, ...out].join('\n') };
}

/** Two sub-nets on a few digits, from dense to 50 and 80 %. */
const tiny = [
  '--set=data={"use":"digits","take":{"train":64,"test":50}}',
  ...['model=small-conv', 'subnets=[0.5,0.8]', 'steps=24', 'batchSize=8', 'checkpoint.every=5'].map(
    (one) => `--set=${one}`,
  ),
  ...['strategy=ast', 'strategy.every=4', 'strategy.until.share=0.7', 'surgery=projection'].map(
    (one) => `--set=${one}`,
  ),
];

async function onlyRun(runs: string): Promise<string> {
  return join(runs, (await readdir(runs))[0] ?? '');
}

async function jsonOf<T>(...path: string[]): Promise<T> {
  return JSON.parse(await readFile(join(...path), 'utf8')) as T;
}

async function timelessLines(path: string): Promise<string> {
  return (await readFile(join(path, 'metrics.jsonl'), 'utf8')).replace(/"milliseconds":[^,}]+/g, '');
}

const weightsOf = (path: string): Promise<Buffer> => readFile(join(path, 'weights.safetensors'));

describe('a run on two engines', () => {
  const args = ['train', ...tiny, '--set=switchAt=0.6'];
  let whole: string;
  beforeAll(async () => {
    const runs = join(folder, 'whole');
    const { code, text } = await run([...args, '--engine=auto', '--runs', runs]);
    expect(code, text).toBe(0);
    expect(text).toMatch(/Engine: sparse-.* from 60 % sparsity on/);
    expect(text).toContain('steps by engine');
    whole = await onlyRun(runs);
  }, 120_000); // native kernels may be compiled on the way

  it('records who computed which steps, by the sparsity of masks alone', async () => {
    const { engine } = await jsonOf<Environment>(whole, 'environment.json');
    expect(engine).toMatchObject({
      switchAt: 0.6,
      precision: 'fp32',
      sparse: { name: expect.stringMatching(/^sparse-/) },
    });
    const lines = (await readFile(join(whole, 'metrics.jsonl'), 'utf8')).trimEnd().split('\n');
    const steps = lines.map((line) => JSON.parse(line) as RunEvent).filter((one) => one.type === 'step');
    // masks change after the backward pass: a step was computed under the mask that the sub-net's step before left
    const before = new Map<number, number>();
    const counts: Record<string, number>[] = [{}, {}];
    for (const { subnet, engine: name, sparsity } of steps.flatMap(({ trained }) => trained)) {
      expect(name.startsWith('sparse-')).toBe((before.get(subnet) ?? 0) >= 0.6);
      before.set(subnet, sparsity);
      const own = counts[subnet] as Record<string, number>;
      own[name] = (own[name] ?? 0) + 1;
    }
    expect(Object.keys(counts[1] ?? {})).toHaveLength(2);
    const { subnets } = await jsonOf<RunReport>(whole, 'result.json');
    expect(subnets.map(({ engines }) => engines)).toEqual(counts);
  });

  it.each([7, 13, 16])('goes on after step %i to the bits and lines of one that was never stopped', async (step) => {
    const runs = join(folder, `stopped ${step}`);
    expect((await run([...args, '--runs', runs, '--json'], step)).code).toBe(130);
    const path = await onlyRun(runs);
    const { code, text } = await run(['train', '--resume', path]);
    expect([code, text]).toEqual([0, expect.stringContaining('from 60 % sparsity on, as the run began')]);
    expect(await weightsOf(path)).toEqual(await weightsOf(whole));
    expect(await timelessLines(path)).toBe(await timelessLines(whole));
  });

  it('is evaluated as it was recorded', async () => {
    const { out } = await run(['eval', whole, '--json']);
    const { engine, subnets } = JSON.parse(out.join('\n')) as { engine: string; subnets: object[] };
    expect(engine).toMatch(/Engine: (tfjs-node|wasm) .*Engine: sparse-/);
    const report = await jsonOf<RunReport>(whole, 'result.json');
    expect(subnets).toMatchObject(report.subnets.map(({ test }) => test));
    expect((await run(['eval', whole, '--json', '--engine=sparse'])).text).not.toMatch(/tfjs-node|wasm \(/);
  });

  it('is another run with another engine', async () => {
    const { code, text } = await run(['train', '--resume', whole, '--engine=tensorflow']);
    expect([code, text]).toEqual([1, expect.stringContaining('engine: "auto" → "tensorflow"')]);
  });
});

describe('a switch point that was measured', () => {
  it('is read back from the run, and never measured again', async () => {
    const wish = { choice: 'auto', switchAt: 'measured', precision: 'fp32' } as const;
    const place = await mkdtemp(join(folder, 'measured-'));
    await writeFile(join(place, 'environment.json'), JSON.stringify({ engine: { switchAt: 0.37 } }));
    expect(await withKnownSwitch(wish, place)).toEqual({ ...wish, switchAt: 0.37 });
    expect(await withKnownSwitch({ ...wish, switchAt: 0.5 }, place)).toEqual({ ...wish, switchAt: 0.5 });
    expect(await withKnownSwitch(wish, join(place, 'nowhere'))).toEqual(wish);
  });
});

describe('altsparse plan', () => {
  const plan = ['plan', ...tiny, '--no-measure'];

  it('shows who computes what, and from which step', async () => {
    const { text } = await run(plan);
    expect(text).toContain(
      'from 0 % on with AVX2 or AVX-512, from 50 % on with other native kernels, from 90 % on in WebAssembly',
    );
    const half = await run([...plan, '--set=switchAt=0.5']);
    expect(half.text).toContain('the sparse engine for sub-nets from 50 % on');
    expect(half.text).toContain('sparse engine from');
    const { out } = await run([...plan, '--json', '--set=switchAt=0.75']);
    expect(JSON.parse(out.join('\n'))).toMatchObject({ engine: { switchAt: 0.75 } });
    expect((await run([...plan, '--engine=tensorflow'])).text).toContain('Engine: TensorFlow computes all.');
    const straight = ['--set=strategy={"use":"sr-ste"}', '--set=subnets=[0.5]', '--set=surgery=none'];
    expect((await run([...plan, ...straight])).text).toMatch(/TensorFlow computes all: 100 % of the steps ask/);
  });

  it('refuses a point that is no sparsity, and says what else there is', async () => {
    const { code, text } = await run([...plan, '--set=switchAt=1.5']);
    expect([code, text]).toEqual([2, expect.stringContaining('switchAt')]);
  });
});

describe('a machine without a compiler', () => {
  it('gets WebAssembly with one line that says so', async () => {
    const before = { ...process.env };
    Object.assign(process.env, { PATH: folder, CC: '', ALTSPARSE_CACHE: join(folder, 'empty cache') });
    try {
      const runs = join(folder, 'no compiler');
      const { code, notes } = await run([
        'train',
        ...tiny,
        '--set=steps=2',
        '--set=unreached=allow',
        '--engine=sparse',
        '--runs',
        runs,
      ]);
      expect(code).toBe(0);
      expect(notes.filter((line) => line.includes('WebAssembly'))).toEqual([
        expect.stringMatching(/^Sparse kernels run in WebAssembly, .*no C compiler.*`altsparse engine install`/),
      ]);
      const { engine } = await jsonOf<Environment>(await onlyRun(runs), 'environment.json');
      expect(engine).toMatchObject({ name: 'sparse-wasm', backend: null, sparse: { isa: 'simd128' } });
    } finally {
      for (const name of ['PATH', 'CC', 'ALTSPARSE_CACHE'])
        if (before[name] === undefined) delete process.env[name];
        else process.env[name] = before[name];
    }
  });
});

describe('altsparse doctor', () => {
  it('prints the speed of the sparse engine, dense and at 90 %, each with its rule', async () => {
    const { out } = await run(['doctor', '--engine=sparse', '--json']);
    const checks = JSON.parse(out.join('\n')) as {
      name: string;
      ok: string;
      value: string;
      rule: string;
      hint?: string;
    }[];
    expect(checks.map(({ name }) => name)).toEqual([
      'sparse engine',
      'sparse engine, at 0 %',
      'sparse engine, at 90 %',
    ]);
    for (const { value } of checks.slice(1)) expect(value).toMatch(/^[\d.e+]+ GFLOP\/s$/);
    for (const { ok, hint } of checks) expect(hint === undefined).toBe(ok === 'good');
  });
});
