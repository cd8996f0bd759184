import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from './command.ts';
import { refuseOtherEngine } from './run/resume-point.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'altsparse-resume-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs the command in this process; `stopAfter`: the user presses Ctrl-C when that step is told of. */
async function run(
  args: readonly string[],
  stopAfter?: number,
): Promise<{ code: number; text: string; out: string[] }> {
  const [out, notes]: [string[], string[]] = [[], []];
  const output = {
    live: false,
    note: (line: string) => void notes.push(line),
    out(line: string) {
      out.push(line);
      if (stopAfter !== undefined && line.includes(`"step":${stopAfter},"trained"`)) process.emit('SIGINT');
    },
  };
  const code = await runCommand(args, output);
  return { code, out, text: [...notes, ...out].join('\n') };
}

const tiny = [
  '--set=data={"use":"digits","take":{"train":64,"test":50}}',
  ...['model=small-conv', 'subnets=[0.5,0.8]', 'steps=12', 'batchSize=8', 'engine=wasm', 'checkpoint.every=4'].map(
    (one) => `--set=${one}`,
  ),
  ...['strategy=ast', 'strategy.every=2', 'strategy.until.share=0.6', 'surgery=projection'].map(
    (one) => `--set=${one}`,
  ),
];
const runsIn = (name: string): string => join(folder, name);
const weightsOf = (path: string): Promise<Buffer> => readFile(join(path, 'weights.safetensors'));
const checkpointsOf = async (path: string): Promise<string[]> => (await readdir(join(path, 'checkpoints'))).sort();

/** A run that was stopped after step 6; its folder. */
async function stopped(name: string, ...more: readonly string[]): Promise<string> {
  const { code, text } = await run(['train', ...tiny, ...more, '--runs', runsIn(name), '--json'], 6);
  expect(code).toBe(130);
  const [run1 = ''] = await readdir(runsIn(name));
  const path = join(runsIn(name), run1);
  expect(text).toContain(`altsparse train --resume ${path}`);
  return path;
}

describe('Ctrl-C', () => {
  it('keeps the state of the run, which then goes on to the bits and lines of one that was never stopped', async () => {
    await run(['train', ...tiny, '--runs', runsIn('whole')]);
    const whole = join(runsIn('whole'), (await readdir(runsIn('whole')))[0] ?? '');
    const path = await stopped('stopped');
    expect(await checkpointsOf(path)).toEqual(['step-000000004.safetensors', 'step-000000007.safetensors']);
    const { code, text } = await run(['train', '--resume', path]);
    expect([code, text]).toEqual([0, expect.stringContaining('after step 7')]);
    expect(await weightsOf(path)).toEqual(await weightsOf(whole));
    const lines = async (of: string): Promise<string> =>
      (await readFile(join(of, 'metrics.jsonl'), 'utf8')).replace(/"milliseconds":[^,}]+/g, '');
    expect(await lines(path)).toBe(await lines(whole));
    expect(await readdir(path)).not.toContain('lock.json');
    const again = await run(['train', ...tiny, '--runs', runsIn('stopped'), '--resume']);
    expect([again.code, again.text]).toEqual([0, expect.stringContaining('complete already')]);
    const asJson = await run(['train', ...tiny, '--runs', runsIn('stopped'), '--resume', '--json']);
    const report = JSON.parse(await readFile(join(path, 'result.json'), 'utf8'));
    expect(asJson.out.map((line) => JSON.parse(line))).toEqual([{ type: 'result', ...report }]);
    const environment = JSON.parse(await readFile(join(path, 'environment.json'), 'utf8'));
    expect(environment.resumed).toMatchObject([{ step: 7, engine: { name: 'wasm' } }]);
  });
});

describe('a chain of stages', () => {
  const chain = [
    ...tiny.filter((one) => !/subnets|strategy|steps|surgery/.test(one)),
    `--set=stages=${JSON.stringify([
      { name: 'dense', subnets: [0], strategy: 'dense', steps: 6 },
      { subnets: [0.75], strategy: { use: 'lottery', share: 0.5, rewindTo: 1 }, steps: 4, start: 'fresh' },
      { subnets: [0.9], strategy: { use: 'gmp', every: 2, until: 4 }, steps: 6, masks: 'previous' },
    ])}`,
  ];

  it('is planned, stage by stage, rounds as stages', async () => {
    const { out, code } = await run(['plan', ...chain, '--no-measure', '--json']);
    expect(code).toBe(0);
    const plan = JSON.parse(out.join('\n')) as {
      steps: number;
      stages: { given: number; name?: string; steps: number }[];
    };
    expect(plan.stages.map(({ given, name, steps }) => [given, name, steps])).toEqual([
      [0, 'dense', 6],
      [1, 'round 0 of 2', 4],
      [1, 'round 1 of 2', 3],
      [1, 'round 2 of 2', 3],
      [2, undefined, 6],
    ]);
    expect(plan.steps).toBe(22);
    const text = (await run(['plan', ...chain, '--no-measure'])).text;
    expect(text).toContain('Stage 3/5 (round 1 of 2): 3 steps');
    expect(text).toMatch(/90 % +75 % +90 % +2 +2 +4/); // start, target, events, first, reached
  });

  it.each([
    ['in its first stage', 4, 'after step 5.', 5],
    ['in a round that rewinds', 1, 'after step 2 of stage 3', 12],
    ['in its last stage', 3, 'after step 4 of stage 5', 20],
  ])('stopped %s goes on to the bits and lines of one that was never stopped', async (name, step, told, before) => {
    const stage = { 5: 0, 12: 2, 20: 4 }[before];
    await run(['train', ...chain, '--runs', runsIn('chain')]);
    const whole = join(runsIn('chain'), (await readdir(runsIn('chain'))).sort()[0] ?? '');
    const out: string[] = [];
    const output = {
      live: false,
      note: () => {},
      out(line: string) {
        out.push(line);
        if (line.includes(`"stage":${stage},"step":${step},"trained"`)) process.emit('SIGINT');
      },
    };
    const runs = runsIn(`chain ${name}`);
    expect(await runCommand(['train', ...chain, '--runs', runs, '--json'], output)).toBe(130);
    const path = join(runs, (await readdir(runs))[0] ?? '');
    const { code, text } = await run(['train', '--resume', path]);
    expect([code, text]).toEqual([0, expect.stringContaining(told)]);
    expect(await weightsOf(path)).toEqual(await weightsOf(whole));
    const lines = async (of: string): Promise<string> =>
      (await readFile(join(of, 'metrics.jsonl'), 'utf8')).replace(/"milliseconds":[^,}]+/g, '');
    expect(await lines(path)).toBe(await lines(whole));
    const environment = JSON.parse(await readFile(join(path, 'environment.json'), 'utf8'));
    expect(environment.resumed).toMatchObject([{ step: before }]);
  });

  it('says which stage is under way, and leaves the last one to be evaluated', async () => {
    const { text } = await run(['train', ...chain, '--set=evaluateEvery=2', '--runs', runsIn('chain told')]);
    expect(text).toContain('stage 1 (dense): sub-nets 0 %; 6 steps; strategy dense');
    expect(text).toMatch(/\nstage 4\/5 \(round 2 of 2\) {2}step 3\/3 /);
    const [name = ''] = await readdir(runsIn('chain told'));
    const path = join(runsIn('chain told'), name);
    const result = JSON.parse(await readFile(join(path, 'result.json'), 'utf8'));
    expect([result.steps, result.subnets.length]).toEqual([22, 1]);
    expect(result.subnets[0]).toMatchObject({ name: '90 %', target: 0.9 });
    const { code, out } = await run(['eval', path, '--json']);
    expect([code, JSON.parse(out.join('\n')).subnets[0].accuracy]).toEqual([0, result.subnets[0].test.accuracy]);
  });
});

describe('a loss that is not finite', () => {
  it('stops the run and names step, sub-net and the last good checkpoint', async () => {
    const rate = '--set=learningRate={"use":"constant","rate":1e30}';
    const args = ['train', ...tiny, rate, '--set=checkpoint.every=1', '--runs', runsIn('infinite')];
    const { code, text } = await run(args);
    expect(code).toBe(1);
    expect(text).toMatch(/place: +step \d+, sub-net \d/);
    expect(text).toMatch(/The last good checkpoint is .*step-\d+\.safetensors/);
    const path = join(runsIn('infinite'), (await readdir(runsIn('infinite')))[0] ?? '');
    expect(JSON.parse(await readFile(join(path, 'result.json'), 'utf8'))).toMatchObject({
      status: 'failed',
      error: { code: expect.stringMatching(/-not-finite$/) },
    });
  });
});

describe('--resume', () => {
  it('begins a run where there is none of the config', async () => {
    const { code, text } = await run(['train', ...tiny, '--runs', runsIn('none'), '--resume']);
    expect([code, text]).toEqual([0, expect.stringContaining('a new one begins')]);
  });

  it('refuses a run of another config by its keys, and says what --force gives up', async () => {
    const path = await stopped('other');
    const args = ['train', ...tiny, '--set=learningRate.peak=0.05', '--runs', runsIn('other'), '--resume', path];
    const before = await filesOf(path);
    const refused = await run(args);
    expect([refused.code, refused.text]).toEqual([1, expect.stringContaining('learningRate.peak: 0.1 → 0.05')]);
    expect(refused.text).toContain('[resume-config]');
    expect(await filesOf(path)).toEqual(before);
    const forced = await run([...args, '--force']);
    expect([forced.code, forced.text]).toEqual([0, expect.stringContaining('Given up')]);
    expect(await readdir(runsIn('other'))).toHaveLength(2);
    expect(await filesOf(path)).toEqual(before);
  });

  it('lets the cadence of checkpoints be another, for it changes no bit', async () => {
    const path = await stopped('cadence');
    const { code } = await run(['train', ...tiny, '--set=checkpoint.keep=5', '--resume', path]);
    expect(code).toBe(0);
    expect(await checkpointsOf(path)).toHaveLength(4);
  });

  it('passes over a checkpoint with a flipped byte, and stops where none is left; nothing is overwritten', async () => {
    const path = await stopped('damaged');
    const [, last = ''] = await checkpointsOf(path);
    await flip(join(path, 'checkpoints', last));
    const { code, text } = await run(['train', '--resume', path, '--json'], 5);
    expect([code, text]).toEqual([130, expect.stringContaining('Going on with')]);
    expect(text).toContain('Passed over');
    expect(text).toContain('after step 4');
    expect(await checkpointsOf(path)).toContain('step-000000007.safetensors.damaged');
    for (const name of await checkpointsOf(path)) await flip(join(path, 'checkpoints', name));
    const before = await filesOf(path);
    const none = await run(['train', '--resume', path]);
    expect([none.code, none.text]).toEqual([1, expect.stringContaining('[safetensors-damaged]')]);
    expect(await filesOf(path)).toEqual(before);
  });

  it('leaves a run alone that another process has', async () => {
    const path = await stopped('busy');
    const holder = { pid: process.ppid, host: hostname(), since: new Date().toISOString() };
    await writeFile(join(path, 'lock.json'), JSON.stringify(holder));
    const { code, text } = await run(['train', '--resume', path]);
    expect([code, text]).toEqual([1, expect.stringContaining(`process ${process.ppid}`)]);
    expect(text).toContain('[run-busy]');
    expect((await run(['runs', 'rm', path, '--yes'])).text).toContain('[run-busy]');
    expect((await run(['runs', 'list', '--runs', runsIn('busy')])).text).toContain('running');
  });

  it('refuses another engine, other threads and another TensorFlow', () => {
    const before = { name: 'tfjs-node', why: [], tfjs: '4.22.0', tensorflow: '2.15.1', threads: 2 };
    expect(() => refuseOtherEngine(before, { ...before, why: ['other words'] })).not.toThrow();
    for (const other of [{ name: 'wasm', tensorflow: null }, { threads: 1 }, { tensorflow: '2.21.0' }])
      expect(() => refuseOtherEngine(before, { ...before, ...other })).toThrow(/another engine.*--force/);
  });

  it('names a run that is not there', async () => {
    const { code, text } = await run(['train', '--resume', join(folder, 'nothing')]);
    expect([code, text]).toEqual([1, expect.stringContaining('[run-missing]')]);
  });
});

describe('the best state', () => {
  it('is kept on a validation part, never on test images', async () => {
    const refused = await run(['train', ...tiny, '--set=checkpoint.best=mean', '--runs', runsIn('best')]);
    expect([refused.code, refused.text]).toEqual([2, expect.stringContaining('never on test images')]);
    const args = [...tiny, '--set=validation=0.25', '--set=evaluateEvery=4', '--runs', runsIn('best')];
    const unknown = await run(['train', ...args, '--set=checkpoint.best=70 %']);
    expect([unknown.code, unknown.text]).toEqual([2, expect.stringContaining('50 %, 80 %')]);
    expect((await run(['train', ...args, '--set=checkpoint.best="80 %"'])).code).toBe(0);
    const path = join(runsIn('best'), (await readdir(runsIn('best')))[0] ?? '');
    expect(await checkpointsOf(path)).toContain('best.safetensors');
    const { best, subnets } = JSON.parse(await readFile(join(path, 'result.json'), 'utf8'));
    expect(best.step % 4).toBe(0);
    expect(best.accuracy).toBeGreaterThanOrEqual(subnets[1].validation.accuracy);
  });
});

describe('init.from', () => {
  it('begins with the weights of another run, whose contents are part of the identity', async () => {
    const path = await stopped('source');
    const args = [...tiny, '--set=strategy=dense', '--set=surgery=none', '--set=subnets=[0]', '--set=steps=1'];
    const from = `--set=init.from=${path}`;
    const config = JSON.parse((await run(['train', ...args, from, '--print-config'])).text);
    expect(config.init).toEqual({
      from: join(path, 'checkpoints', 'step-000000007.safetensors'),
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect((await run(['train', ...args, from, '--runs', runsIn('heir')])).code).toBe(0);
    const other = await run(['train', ...args, from, '--set=model=resnet-8', '--runs', runsIn('heir')]);
    expect([other.code, other.text]).toEqual([1, expect.stringContaining('[weights-differ]')]);
    const missing = await run(['train', ...args, `${from}x`, '--runs', runsIn('heir')]);
    expect([missing.code, missing.text]).toEqual([1, expect.stringContaining('[init-missing]')]);
    expect(await readdir(runsIn('heir'))).toHaveLength(1);
  });
});

describe('altsparse runs', () => {
  it('lists, shows, compares and removes', async () => {
    const runs = runsIn('several');
    const args = ['train', ...tiny, '--runs', runs, '--trace'];
    for (const more of [['--set=seed=1'], ['--set=seed=1'], ['--set=seed=1', '--set=learningRate.peak=0.2']])
      expect((await run([...args, ...more])).code).toBe(0);
    const listed = JSON.parse((await run(['runs', 'list', '--runs', runs, '--json'])).text) as { name: string }[];
    const [one = '', twin = '', other = ''] = listed.map(({ name }) => name);
    expect(twin).toBe(one.replace(/1$/, '2'));
    const shown = (await run(['runs', 'show', one, '--runs', runs])).text;
    for (const part of ['complete', 'small-conv on digits', 'step-000000012.safetensors', 'Engine: wasm'])
      expect(shown).toContain(part);
    const same = (await run(['runs', 'diff', one, twin, '--runs', runs])).text;
    expect(same).toContain('The configs are the same.');
    expect(same).toContain('The runs are the same, step by step.');
    const differ = (await run(['runs', 'diff', one, other, '--runs', runs])).text;
    expect(differ).toContain('learningRate.peak: 0.1 → 0.2');
    expect(differ).toMatch(/first: +stage 0, step 0, optimizer, sgd: rate 0\.1,/);
    const printed = await run(['runs', 'trace', one, '--runs', runs]);
    expect(printed.out[0]).toMatch(/^stage 0, step 0, initial, [a-z-]+, sub-net 0: kept \d+, mask [0-9a-f]{8}$/);
    const raw = await run(['runs', 'trace', one, '--runs', runs, '--json']);
    expect(JSON.parse(raw.out[0] ?? '')).toMatchObject({ step: 0, hook: 'initial' });
    expect((await run(['runs', 'rm', one, '--runs', runs])).text).toContain('say --yes');
    expect(await readdir(runs)).toHaveLength(3);
    expect((await run(['runs', 'rm', one, other, '--runs', runs, '--yes'])).code).toBe(0);
    expect(await readdir(runs)).toEqual([twin]);
  });
});

/** Everything that a run's folder holds. */
async function filesOf(path: string): Promise<unknown> {
  const names = (await readdir(path, { recursive: true, withFileTypes: true })).filter((one) => one.isFile());
  return Promise.all(names.map(async (one) => [one.name, await readFile(join(one.parentPath, one.name), 'base64')]));
}

async function flip(path: string): Promise<void> {
  const bytes = await readFile(path);
  const middle = bytes.length >> 1;
  bytes[middle] = (bytes[middle] ?? 0) ^ 1;
  await writeFile(path, bytes);
}
