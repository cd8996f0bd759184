import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
let runs: string;
beforeAll(async () => {
  runs = await mkdtemp(join(tmpdir(), 'altsparse-example-'));
});
afterAll(() => rm(runs, { recursive: true }));

/** Runs the built command as a user would. */
function altsparse(...args: string[]): Promise<{ code: number; out: string; notes: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [here('../packages/cli/dist/main.js'), ...args], (error, out, notes) =>
      resolve({ code: error === null ? 0 : Number(error.code), out, notes }),
    );
  });
}

/** Type-checks a copy of the plug-in's folder by itself, as its author would: against the built packages' declarations. */
async function typeCheck(change: (source: string) => string = (source) => source): Promise<string> {
  const copy = await mkdtemp(join(here('.'), '.own-plugin-'));
  try {
    await cp(here('./own-plugin'), copy, { recursive: true });
    const file = join(copy, 'oldest-out.ts');
    await writeFile(file, change(await readFile(file, 'utf8')));
    await writeFile(join(copy, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
    return await new Promise((resolve) => {
      execFile(process.execPath, [tsc, '-p', copy], (_, out) => resolve(out));
    });
  } finally {
    await rm(copy, { recursive: true });
  }
}

const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
const compilerOptions = {
  target: 'es2023',
  lib: ['es2023', 'dom'],
  module: 'nodenext',
  types: [],
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  allowImportingTsExtensions: true,
  skipLibCheck: true,
  noEmit: true,
};

describe('a plug-in in a folder of its own', () => {
  it('type-checks against the public types alone, and a wrong one does not', async () => {
    expect(await typeCheck()).toBe('');
    expect(await typeCheck((source) => source.replace("place: 'afterUpdate'", "place: 'sometimes'"))).toContain(
      `Type '"sometimes"' is not assignable to type 'Place'`,
    );
    expect(await typeCheck((source) => source.replace('keepSome,', 'keepSome, remask,'))).toContain(
      `has no exported member 'remask'`,
    );
  });

  it('imports packages by their names, and nothing from beyond its folder', async () => {
    const files = (await readdir(here('./own-plugin'))).filter((name) => name.endsWith('.ts'));
    const sources = await Promise.all(files.map((name) => readFile(here(`./own-plugin/${name}`), 'utf8')));
    const imported = new Set(
      sources.flatMap((source) => [...source.matchAll(/from '([^']+)'/g)].map(([, name]) => name)),
    );
    expect([...imported].sort()).toEqual([
      './index.ts',
      './oldest-out.ts',
      '@altsparse/core',
      '@altsparse/testing',
      'zod',
    ]);
  });

  it('is listed with its promises', async () => {
    const { out } = await altsparse('plugins', '--plugin', here('./own-plugin'));
    expect(out).toContain('oldest-out: In each layer');
    expect(out).toContain('promises: exactCount, layerCounts');
  });

  it('runs by path, and changes its mask at each of its events', async () => {
    const few = ['--set=engine=wasm', '--set=data={"use":"digits","take":{"train":64,"test":50}}'];
    const { code, notes } = await altsparse('train', here('./own-plugin.config.ts'), ...few, '--runs', runs);
    expect([code, notes]).toEqual([0, expect.anything()]);
    const [name = ''] = await readdir(runs);
    const lines = (await readFile(join(runs, name, 'metrics.jsonl'), 'utf8')).trim().split('\n');
    const events = lines
      .map((line) => JSON.parse(line) as { type: string; step: number })
      .filter((one) => one.type === 'mask');
    // every 4 steps of 20, from the first period on
    expect(events.map(({ step }) => step)).toEqual([4, 8, 12, 16]);
  });
});
