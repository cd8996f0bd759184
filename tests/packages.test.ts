import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { packages, readJson, root } from './workspace.ts';

interface Reference {
  readonly path: string;
}

const references = (file: string): string[] =>
  (readJson<{ references?: Reference[] }>(file).references ?? []).map(({ path }) => path).sort();

describe.each(packages.map((one) => [one.manifest.name, one] as const))('%s', (_, { id, folder, manifest }) => {
  const workspaceDependencies = packages.filter(
    ({ manifest: { name } }) => manifest.dependencies?.[name] ?? manifest.devDependencies?.[name],
  );

  test('is named after its folder and published under MIT', () => {
    expect(manifest.name).toBe(id === 'cli' ? 'altsparse' : `@altsparse/${id}`);
    expect(manifest).toMatchObject({ type: 'module', license: 'MIT' });
    expect(manifest.private).toBeUndefined();
  });

  test('exports sources first, then types, then the build', () => {
    const entries = Object.entries(manifest.exports ?? {});
    expect(entries.map(([key]) => key)).toEqual(expect.arrayContaining(['.', './package.json']));
    for (const [key, target] of entries) {
      if (typeof target === 'string') continue;
      expect(Object.keys(target), key).toEqual(['@altsparse/source', 'types', 'default']);
      expect(existsSync(join(folder, target['@altsparse/source'] ?? '?')), key).toBe(true);
    }
  });

  test('carries a licence and a README with its sections', () => {
    expect(readFileSync(join(folder, 'LICENSE'), 'utf8')).toBe(readFileSync(join(root, 'LICENSE'), 'utf8'));
    const readme = readFileSync(join(folder, 'README.md'), 'utf8');
    for (const heading of ['What is this', 'Install', 'Use', 'API', 'Licence'])
      expect(readme).toContain(`## ${heading}`);
  });

  test('keeps tests and build notes out of what is published', () => {
    expect(manifest.files).toEqual(expect.arrayContaining(['dist', 'src', '!**/*.test.*', '!**/.tsbuildinfo']));
  });

  test('is built after the packages it depends on', () => {
    expect(references(`packages/${id}/tsconfig.json`)).toEqual(workspaceDependencies.map((to) => `../${to.id}`));
    expect(references('tsconfig.json')).toContain(`packages/${id}`);
    expect(references('tests/tsconfig.json')).toContain(`../packages/${id}`);
  });
});

test('all packages are released together', () => {
  const { fixed } = readJson<{ fixed: string[][] }>('.changeset/config.json');
  expect(fixed).toHaveLength(1);
  expect([...(fixed[0] ?? [])].sort()).toEqual(packages.map(({ manifest }) => manifest.name).sort());
  expect(new Set(packages.map(({ manifest }) => manifest.version)).size).toBe(1);
});

test('notes for the next release name packages that there are', () => {
  const notes = readdirSync(join(root, '.changeset')).filter((file) => file.endsWith('.md') && file !== 'README.md');
  const names = packages.map(({ manifest }) => manifest.name);
  for (const file of notes) {
    const [, front = ''] = readFileSync(join(root, '.changeset', file), 'utf8').split('---\n');
    const named = [...front.matchAll(/^['"](.+)['"]: (?:major|minor|patch)$/gm)].map(([, name]) => name);
    expect(named.length, file).toBe(front.trim().split('\n').length);
    expect(names, file).toEqual(expect.arrayContaining(named));
  }
});
