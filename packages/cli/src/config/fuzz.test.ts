import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { AltsparseError, errorCatalogue } from '@altsparse/core';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundledSources } from '../compose/sources.ts';
import type { Source } from '../parts/registry.ts';
import { planExperiment } from '../plan/plan-experiment.ts';
import { formatError } from '../terminal/error-block.ts';
import { type ConfigRequest, resolveConfig } from './resolve.ts';

/** How many configs; `ALTSPARSE_FUZZ=2000` for a long look. A failure prints seed and path to see it again. */
const runs = Number(process.env.ALTSPARSE_FUZZ ?? 300);

let folder: string;
let before: string;
let sources: readonly Source[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'altsparse-fuzz-'));
  sources = await bundledSources();
  before = process.cwd();
});
afterAll(() => rm(folder, { recursive: true }));

const deep = (depth: number): unknown => (depth === 0 ? 1 : { a: [deep(depth - 1)] });
const cyclic = (): unknown => {
  const one: Record<string, unknown> = { use: 'ast' };
  one.self = one;
  return one;
};

/** What a person or a program may put where something else belongs. */
const odd = fc.oneof(
  fc.constantFrom<unknown>(null, undefined, true, '', ' ', 'NaN', 'Infinity', '1e999', '0.9', '__proto__', 'toString'),
  fc.constantFrom<unknown>(
    -1,
    -0,
    0,
    0.5,
    1,
    1.2,
    1e9,
    1e15,
    2 ** 53,
    1e308,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    10n,
  ),
  fc.constantFrom<unknown>(
    [],
    {},
    [[[]]],
    [null],
    { use: 3 },
    { use: '' },
    { use: '__proto__' },
    { use: 'constructor' },
  ),
  fc.constantFrom<unknown>({ use: 'ast', every: -1 }, { steps: -1 }, { share: Number.NaN }, { epochs: 1, steps: 2 }),
  fc
    .constantFrom<() => unknown>(
      () => deep(500),
      cyclic,
      () => 'x'.repeat(3e4),
      () => () => 1,
      () => Symbol('s'),
      () => new Map(),
    )
    .map((make) => make()),
  fc.constant('{"__proto__": {"steps": 3}, "constructor": 1, "use": "sgd"}').map((text) => JSON.parse(text) as unknown),
  fc.anything({ withBigInt: true, withNullPrototype: true, maxDepth: 3 }),
);

const sparsity = fc.constantFrom(0, 0.5, 0.8, 0.9, 0.98);
const part = (...names: string[]) => fc.constantFrom(...names, ...names.map((use) => ({ use })));

/** Values of which most can be trained. */
const sound = fc.record(
  {
    data: part('digits', 'cifar10'),
    model: part('small-conv', 'resnet-20'),
    subnets: fc.uniqueArray(sparsity, { minLength: 1, maxLength: 3 }).map((list) => list.sort((a, b) => a - b)),
    strategy: fc.oneof(
      part('ast', 'granet', 'dense'),
      fc.record({
        use: fc.constant('ast'),
        every: fc.integer({ min: 1, max: 50 }),
        until: fc.record({ share: sparsity }),
      }),
    ),
    scheduler: part('alternating', 'joint'),
    surgery: part('projection', 'pcgrad'),
    optimizer: part('sgd', 'adamw'),
    learningRate: fc.oneof(
      fc.constantFrom<unknown>(0.1, 'cosine'),
      fc.record({ use: fc.constant('stepped'), rate: sparsity }),
    ),
    weightDecay: fc.constantFrom<unknown>(0, 5e-4, { rate: 1e-4, exclude: ['*/bias'] }),
    batchSize: fc.integer({ min: 1, max: 256 }),
    steps: fc.integer({ min: 1, max: 2000 }),
    observers: fc.constantFrom<unknown>([], ['csv'], [{ use: 'jsonl', file: 'x.jsonl' }]),
    validation: fc.constantFrom<unknown>(0.1, { share: 0.2, seed: 3 }),
    unreached: fc.constantFrom('allow', 'refuse'),
  },
  { requiredKeys: ['data', 'model', 'subnets', 'strategy', 'steps'] },
);

const keys = [
  'data',
  'model',
  'subnets',
  'strategy',
  'scheduler',
  'surgery',
  'optimizer',
  'learningRate',
  'weightDecay',
  'batchSize',
  'steps',
  'epochs',
  'observers',
  'validation',
  'unreached',
  'plugins',
  'preset',
  'seeds',
  'engine',
  'threads',
  'evaluateEvery',
  'normalisation',
  'augment',
  'clipNorm',
  'accumulate',
  'loss',
  'batchsize',
  '__proto__',
  'constructor',
  'toString',
  '',
] as const;

/** Half of all configs are left as they are; the others get one to three odd values in places that are known or not. */
const values = fc
  .tuple(
    sound,
    fc.oneof(fc.constant([]), fc.array(fc.tuple(fc.constantFrom(...keys), odd), { minLength: 1, maxLength: 3 })),
  )
  .map(([good, breaks]) => {
    const config: Record<string, unknown> = { ...good };
    for (const [key, value] of breaks)
      Object.defineProperty(config, key, { value, enumerable: true, configurable: true, writable: true });
    return config;
  });

const settings = fc.array(
  fc.oneof(
    fc.constantFrom(
      'surgery=none',
      'strategy.every=7',
      'subnets=[0.8,0.9]',
      'subnets.0=0.5',
      'optimizer.momentum=0.5',
      'steps=20',
      'steps=1000000000000000',
      'epochs=1e300',
      'strategy.every=1e300',
      'surgery=none',
      'unreached=allow',
    ),
    fc.constantFrom(
      '',
      '=',
      '.=',
      'a',
      'steps',
      'steps=',
      'steps.x=1',
      'subnets.99=0.5',
      'subnets.-1=0',
      '__proto__.steps=1',
      'constructor.prototype.x=1',
      'strategy.__proto__.every=1',
      'subnets=1.2',
      'subnets=[]',
      'steps=NaN',
      'steps=1e400',
      'data.use.x.y=1',
      'x.y.z=1',
      'preset=nothing',
      'preset=ast-gc',
      'plugins=["./none.ts"]',
      'strategy.every={"epochs":-1}',
    ),
    fc.tuple(fc.constantFrom(...keys), fc.string({ maxLength: 12 })).map(([key, text]) => `${key}=${text}`),
  ),
  { maxLength: 2 },
);

const request: fc.Arbitrary<ConfigRequest> = fc.record({ values, set: fc.oneof(fc.constant([]), settings) });

/** A typed error that people can read, or an error of this test. */
function acceptFault(error: unknown): void {
  expect(error).toBeInstanceOf(AltsparseError);
  const { code } = error as AltsparseError;
  expect(Object.keys(errorCatalogue)).toContain(code);
  expect(code).not.toBe('unexpected');
  expect(formatError(error).length).toBeLessThan(20_000);
}

describe(`any of ${runs} configs, half of them broken,`, () => {
  it('is planned, or refused with a typed error; nothing is written, and no prototype is touched', async () => {
    process.chdir(folder);
    const seen = { planned: 0, unresolved: 0, unplanned: 0 };
    try {
      await fc.assert(
        fc.asyncProperty(request, async (one) => {
          const config = await resolveConfig(one, sources).catch(acceptFault);
          if (!config) return void seen.unresolved++;
          const again = await resolveConfig({ values: { ...config.experiment } }, sources);
          expect(again.experiment).toEqual(config.experiment);
          const plan = await planExperiment(config.experiment, config.registry, false).catch(acceptFault);
          if (!plan) return void seen.unplanned++;
          seen.planned++;
          expect(JSON.parse(JSON.stringify(plan))).toBeTruthy();
        }),
        { numRuns: runs },
      );
    } finally {
      process.chdir(before);
    }
    expect(await readdir(folder)).toEqual([]);
    expect(Object.keys(Object.prototype)).toEqual([]);
    for (const kind of ['planned', 'unresolved'] as const) expect(seen[kind], kind).toBeGreaterThan(0);
    if (process.env.ALTSPARSE_FUZZ) console.log(seen);
  }, 600_000);
});

describe('a config that is well formed and makes no sense', () => {
  it.each([
    ['steps=1000000000000000', 'stage-length'],
    ['epochs=1e300', 'stage-length'],
    ['epochs=1e-9', 'stage-length'],
    ['strategy.until={"steps":1}', 'timetable'],
  ])('%s is refused by its plan', async (setting, code) => {
    const values = {
      data: 'digits',
      model: 'small-conv',
      subnets: [0.5],
      steps: 9,
      strategy: { use: 'ast', every: 1 },
    };
    const set = code === 'timetable' ? ['strategy.start=5', setting] : [setting];
    const { experiment, registry } = await resolveConfig({ values, set }, sources);
    await expect(planExperiment(experiment, registry, false)).rejects.toMatchObject({ code });
  });
});

describe('a config file', () => {
  it.each<[string, string, string | Uint8Array]>([
    ['that is empty', 'empty.json', ''],
    ['of a module that is empty', 'empty.ts', ''],
    ['that is no text', 'bytes.json', Uint8Array.of(0xff, 0xfe, 0x00, 0x80)],
    ['of a module that is no text', 'bytes.ts', Uint8Array.of(0xff, 0xfe, 0x00, 0x80)],
    ['of ten million spaces', 'huge.json', ' '.repeat(1e7)],
    ['of a text of ten million letters', 'letters.json', JSON.stringify('x'.repeat(1e7))],
    ['of ten thousand brackets', 'brackets.json', '['.repeat(1e4) + ']'.repeat(1e4)],
    ['of objects a thousand deep', 'deep.json', `${'{"data":'.repeat(1e3)}1${'}'.repeat(1e3)}`],
    ['that throws', 'throws.ts', "throw new Error('no');"],
    ['that throws nothing', 'nothing.ts', 'throw undefined;'],
    ['that throws null', 'null.mjs', 'throw null;'],
    ['that throws a text', 'text.ts', "throw 'a word';"],
    ['that cannot be parsed', 'syntax.ts', 'export default {'],
    ['that imports what is not there', 'import.ts', "import './none.ts'; export default {};"],
    ['that holds a promise', 'promise.ts', 'export default Promise.resolve({});'],
    ['that holds a function', 'function.ts', 'export default () => ({});'],
    ['that holds a list', 'list.json', '[]'],
    ['that holds null', 'null.json', 'null'],
    ['whose values throw when they are read', 'getter.ts', "export default { get data() { throw new Error('no'); } };"],
    ['that sets a prototype', 'proto.json', '{"__proto__": {"steps": 3}, "steps": 4}'],
  ])('%s is refused with a typed error', async (_, name, content) => {
    const file = join(folder, name);
    await writeFile(file, content);
    const refused = await resolveConfig({ file }, sources).then(
      () => undefined,
      (error: unknown) => error,
    );
    acceptFault(refused);
    await rm(file);
  });

  it('that is a folder, or not there, is refused with its path', async () => {
    for (const file of [folder, join(folder, 'none.json'), join(folder, 'none.ts')]) {
      const refused = await resolveConfig({ file }, sources).then(
        () => undefined,
        (error: unknown) => error,
      );
      acceptFault(refused);
      expect((refused as AltsparseError).message).toContain(file);
    }
  });

  it('may name a preset that names itself, or another: its own values count, no more', async () => {
    const preset = (name: string, other: string) => ({
      name,
      summary: '',
      sources: {},
      values: { preset: other, steps: 3 },
    });
    const own: Source = { plugin: 'p', from: 'here', contributes: {}, presets: [preset('a', 'b'), preset('b', 'a')] };
    const values = { preset: 'a', data: 'digits', model: 'small-conv', subnets: [0], strategy: 'dense' };
    expect((await resolveConfig({ values }, [...sources, own])).experiment.steps).toBe(3);
  });
});
