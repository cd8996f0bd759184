import { isBuiltin } from 'node:module';
import { describe, expect, test } from 'vitest';
import { type Import, importsOf, type Package, packages } from './workspace.ts';

/** Everything points to core, the sparse engine to its kernels too; only the command line, where the parts meet, may name them all. */
const mayImport = (from: Package, to: Package): boolean =>
  from.id === 'cli' || to.id === 'core' || to.id === from.id || (from.id === 'engine-sparse' && to.id === 'kernels');

const mayImportNode = (from: Package, file: string): boolean => from.id === 'cli' || file.startsWith('node/');

/** The models read and write a LayersModel; the command line hands TensorFlow.js on to plug-ins. */
const mayImportTensorFlow = (from: Package): boolean => ['engine', 'models', 'cli'].includes(from.id);

const isPartOf = (specifier: string, name: string): boolean => specifier === name || specifier.startsWith(`${name}/`);
const declared = ({ manifest }: Package): string[] =>
  [manifest.dependencies, manifest.optionalDependencies, manifest.peerDependencies].flatMap((map) =>
    Object.keys(map ?? {}),
  );
const show = ({ file, specifier }: Import): string => `${file}: ${specifier}`;

describe.each(packages.map((one) => [one.manifest.name, one] as const))('%s', (_, from) => {
  const imports = importsOf(from);

  test('imports no package of this workspace that it may not', () => {
    const wrong = imports.filter(({ specifier }) =>
      packages.some((to) => isPartOf(specifier, to.manifest.name) && !mayImport(from, to)),
    );
    expect(wrong.map(show)).toEqual([]);
  });

  test('reaches no other package through a relative path', () => {
    const wrong = imports.filter(({ file, specifier }) => {
      const ups = specifier.match(/\.\.(?=\/)/g)?.length ?? 0;
      return specifier.startsWith('.') && ups >= file.split('/').length;
    });
    expect(wrong.map(show)).toEqual([]);
  });

  test('imports Node only where it may, and by its node: names', () => {
    const node = imports.filter(({ specifier }) => isBuiltin(specifier));
    const wrong = node.filter(({ file, specifier }) => !mayImportNode(from, file) || !specifier.startsWith('node:'));
    expect(wrong.map(show)).toEqual([]);
  });

  test('imports TensorFlow.js only where it may, from package roots', () => {
    const wrong = imports.filter(
      ({ specifier }) =>
        specifier.startsWith('@tensorflow/') && (!mayImportTensorFlow(from) || specifier.split('/').length > 2),
    );
    expect(wrong.map(show)).toEqual([]);
  });

  test('declares what it imports', () => {
    const names = [from.manifest.name, ...declared(from)];
    const wrong = imports.filter(
      ({ specifier }) =>
        !specifier.startsWith('.') && !isBuiltin(specifier) && !names.some((name) => isPartOf(specifier, name)),
    );
    expect(wrong.map(show)).toEqual([]);
  });
});

test('finds imports of every kind', () => {
  const core = packages.find(({ id }) => id === 'core');
  expect(core && importsOf(core).length).toBeGreaterThan(0);
});
