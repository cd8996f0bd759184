import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AltsparseError } from '@altsparse/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundledSources } from '../compose/sources.ts';
import type { Source } from '../parts/registry.ts';
import type { ResolvedExperiment } from './experiment.ts';
import { runId } from './identity.ts';
import { resolveConfig } from './resolve.ts';
import type { Values } from './set.ts';

let sources: readonly Source[];
let folder: string;
beforeAll(async () => {
  sources = await bundledSources();
  folder = await mkdtemp(join(tmpdir(), 'altsparse-config-'));
});
afterAll(() => rm(folder, { recursive: true }));

const least = { data: 'digits', model: 'small-conv', subnets: [0.9], strategy: 'ast', epochs: 2 };

async function resolve(values: Values, set: readonly string[] = []): Promise<ResolvedExperiment> {
  return (await resolveConfig({ values, set }, sources)).experiment;
}

async function faultOf(values: Values): Promise<AltsparseError> {
  const error: unknown = await resolve(values).catch((one: unknown) => one);
  expect(error).toBeInstanceOf(AltsparseError);
  return error as AltsparseError;
}

describe('faults of a config', () => {
  it('name an unknown key, its place and the key that was meant', async () => {
    expect(await faultOf({ ...least, subnet: [0.9] })).toMatchObject({
      code: 'config-unknown-key',
      details: { place: 'subnet', found: 'subnet', hint: "Did you mean 'subnets'?" },
    });
  });

  it('name the part whose option is unknown', async () => {
    expect(await faultOf({ ...least, optimizer: { use: 'sgd', momentun: 0.9 } })).toMatchObject({
      code: 'config-unknown-key',
      summary: "There is no option 'momentun' here (optimizer 'sgd').",
      details: { place: 'optimizer.momentun', expected: 'momentum, nesterov', hint: "Did you mean 'momentum'?" },
    });
  });

  it('name an unknown part and the one that was meant', async () => {
    expect(await faultOf({ ...least, surgery: 'projektion' })).toMatchObject({
      code: 'config-part-unknown',
      details: { place: 'surgery', found: 'projektion', hint: "Did you mean 'projection'?" },
    });
  });

  it('say what was found and what was expected', async () => {
    expect((await faultOf({ ...least, subnets: [{ name: 'a', sparsity: 1 }] })).details).toEqual({
      place: 'subnets[0].sparsity',
      found: 1,
      expected: 'number from 0 below 1',
    });
    expect((await faultOf({ ...least, batchSize: '128' })).details).toMatchObject({
      place: 'batchSize',
      found: '128',
      expected: 'whole number from 1',
    });
  });

  it('say where a duration has a wrong unit', async () => {
    expect((await faultOf({ ...least, evaluateEvery: { epoch: 1 } })).details).toMatchObject({
      place: 'evaluateEvery.epoch',
      hint: "Did you mean 'epochs'?",
    });
    expect((await faultOf({ ...least, strategy: { use: 'ast', every: { step: 4 } } })).details).toMatchObject({
      place: 'strategy.every.step',
      hint: "Did you mean 'steps'?",
    });
  });

  it('come all at once', async () => {
    const { model: _, ...rest } = least;
    const error = await faultOf({ ...rest, epochs: -1, threads: 0.5 });
    expect(error.code).toBe('config-invalid');
    const { errors } = error.details.cause as AggregateError;
    expect(errors.map((one: AltsparseError) => one.details.place).sort()).toEqual(['epochs', 'model', 'threads']);
  });

  it('are a length that is missing or given twice, and sub-nets of one name', async () => {
    const { epochs: _, ...rest } = least;
    expect((await faultOf(rest)).message).toContain('give epochs or steps');
    expect((await faultOf({ ...least, steps: 3 })).message).toContain("Give 'epochs' or 'steps', not both");
    expect((await faultOf({ ...least, seed: 1, seeds: [1] })).details.place).toBe('seeds');
    expect((await faultOf({ ...least, subnets: [0.9, 0.9] })).message).toContain('the same name');
  });

  it('are an unknown preset and no config at all', async () => {
    expect((await faultOf({ preset: 'ast-gd' })).details.hint).toBe("Did you mean 'ast-gc'?");
    await expect(resolveConfig({}, sources)).rejects.toMatchObject({ code: 'config-missing' });
  });
});

describe('a resolved config', () => {
  it('has every default, also those of parts', async () => {
    const found = await resolve(least);
    expect(found).toMatchObject({
      scheduler: { use: 'alternating', hold: 1 },
      surgery: { use: 'none' },
      optimizer: { use: 'sgd', momentum: 0.9, nesterov: false },
      learningRate: { use: 'cosine', peak: 0.1, floor: 0, per: 'auto', warmUp: 0 },
      subnets: [{ name: '90 %', sparsity: 0.9 }],
      batchSize: 128,
      seeds: [0],
      evaluateEvery: { epochs: 1 },
      augment: 'usual',
      unreached: 'refuse',
    });
    expect(found.strategy).toMatchObject({ use: 'ast', elsewhere: 'freeze' });
  });

  it('is frozen all through, and resolves to itself', async () => {
    const found = await resolve({ ...least, learningRate: 0.2, validation: 0.1, augment: ['horizontal-flip'] });
    expect(Object.isFrozen(found.learningRate)).toBe(true);
    expect(found.learningRate).toEqual({ use: 'constant', rate: 0.2, warmUp: 0 });
    expect(await resolve(JSON.parse(JSON.stringify(found)) as Values)).toEqual(found);
  });

  it('has an identity that follows the values and not their order', async () => {
    const [a, b, c] = [
      await resolve(least),
      await resolve(Object.fromEntries(Object.entries(least).reverse())),
      await resolve({ ...least, batchSize: 64 }),
    ];
    expect(runId(a)).toMatch(/^[0-9a-f]{8}$/);
    expect(runId(b)).toBe(runId(a));
    expect(runId(c)).not.toBe(runId(a));
  });

  it('takes settings before the file, the file before the preset', async () => {
    const file = join(folder, 'ablation.ts');
    await writeFile(
      file,
      `import { defineExperiment, share } from 'altsparse';
       enum Size { small = 32 }
       export default defineExperiment({ preset: 'ast-gc', batchSize: Size.small, strategy: { use: 'ast', until: share(0.5) } });`,
    );
    const { experiment } = await resolveConfig({ file, set: ['surgery=none', 'strategy.share=0.3'] }, sources);
    expect(experiment.model.use).toBe('wide-resnet-32');
    expect(experiment.batchSize).toBe(32);
    expect(experiment.surgery.use).toBe('none');
    expect(experiment.strategy).toMatchObject({ until: { share: 0.5 }, share: 0.3, every: { share: 999 / 62_560 } });
  });
});

describe('config files', () => {
  const write = async (name: string, text: string): Promise<string> => {
    const file = join(folder, name);
    await writeFile(file, text);
    return file;
  };
  const load = async (file: string): Promise<unknown> => resolveConfig({ file }, sources);

  it('may be JSON', async () => {
    expect(await load(await write('a.json', JSON.stringify(least)))).toMatchObject({ experiment: { epochs: 2 } });
  });

  it('that cannot be read, parsed or run, or hold nothing, are named', async () => {
    const files = [
      join(folder, 'missing.ts'),
      await write('b.json', '{ "data": '),
      await write('c.ts', 'export default ('),
      await write('d.ts', 'throw new Error("no luck");'),
      await write('e.ts', 'export const x = 1;'),
    ];
    for (const file of files)
      await expect(load(file)).rejects.toMatchObject({ code: 'config-file', details: { place: file } });
  });

  it('bring plug-ins of their own, by path from where they lie', async () => {
    const plugin = await write(
      'parts.ts',
      `import { contribute, definePlugin, joint } from '@altsparse/core';
       import { z } from 'zod';
       const options = z.strictObject({ size: z.int().default(2) });
       const part = { name: 'all-at-once', summary: 's', source: 's', options, create: () => joint() };
       export default definePlugin({ name: 'mine', contributes: { schedulers: [contribute(part)] } });`,
    );
    const file = await write('f.json', JSON.stringify({ ...least, plugins: ['./parts.ts'], scheduler: 'all-at-once' }));
    const { experiment, registry } = await resolveConfig({ file }, sources);
    expect(experiment).toMatchObject({ plugins: [plugin], scheduler: { use: 'all-at-once', size: 2 } });
    expect(registry.create('schedulers', experiment.scheduler).name).toBe('joint');
  });

  it('that name no plug-in are refused', async () => {
    const empty = await write('empty.ts', 'export default {};');
    await expect(resolve({ ...least, plugins: [empty] })).rejects.toMatchObject({ code: 'plugin-shape' });
    await expect(resolve({ ...least, plugins: ['no-such-package'] })).rejects.toMatchObject({ code: 'plugin-load' });
  });
});
