import { expect, test } from 'vitest';
import { packages, readJson } from './workspace.ts';

interface Entry {
  readonly version?: string;
  readonly link?: boolean;
  readonly resolved?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const entries = Object.entries(readJson<{ packages: Record<string, Entry> }>('package-lock.json').packages);
const nameOf = (path: string): string => path.replace(/^.*node_modules\//, '');
const installed = new Set(entries.map(([path]) => nameOf(path)));

test('every optional dependency has its entry, on whatever machine the lock was made', () => {
  const missing = entries.flatMap(([path, { optionalDependencies }]) =>
    Object.keys(optionalDependencies ?? {})
      .filter((name) => !installed.has(name))
      .map((name) => `${path}: ${name}`),
  );
  expect(missing).toEqual([]);
});

test('there is one TensorFlow.js core in the whole workspace', () => {
  const copies = entries.filter(([path]) => nameOf(path) === '@tensorflow/tfjs-core');
  expect(copies.map(([path, { version }]) => [path, version])).toEqual([
    ['node_modules/@tensorflow/tfjs-core', '4.22.0'],
  ]);
});

test('no entry names a registry', () => {
  const named = entries.filter(([, { link, resolved }]) => !link && resolved !== undefined);
  expect(named.map(([path]) => path)).toEqual([]);
});

test('a library that several packages use has one version in their manifests', () => {
  const versions = new Map<string, Set<string>>();
  for (const { manifest } of packages) {
    for (const map of [manifest.dependencies, manifest.optionalDependencies, manifest.devDependencies]) {
      for (const [name, version] of Object.entries(map ?? {})) {
        versions.set(name, (versions.get(name) ?? new Set()).add(version));
      }
    }
  }
  expect([...versions].filter(([, set]) => set.size > 1)).toEqual([]);
});
