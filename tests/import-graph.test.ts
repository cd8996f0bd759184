import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { root } from './workspace.ts';

/** What an entry loads: our files and those of its dependencies, and Node's modules. */
interface Graph {
  readonly files: readonly string[];
  readonly node: readonly string[];
}

/** Node's modules are noted, not resolved; an `import()` is not followed: who loads lazily does not load. */
function edges(node: string[]): Plugin {
  return {
    name: 'edges',
    setup({ onResolve }) {
      onResolve({ filter: /.*/ }, ({ path, kind, importer }) => {
        if (kind === 'dynamic-import') return { path, external: true };
        if (kind !== 'import-statement' || !isBuiltin(path)) return undefined;
        node.push(`${importer.slice(root.length)}: ${path}`);
        return { path, external: true };
      });
    },
  };
}

/** Walks the static imports of sources as a bundler for browsers does, through node_modules too. */
async function graphOf(source: string, conditions: string[] = []): Promise<Graph> {
  const node: string[] = [];
  const { metafile } = await build({
    stdin: { contents: source, resolveDir: join(root, 'tests'), sourcefile: 'entry.ts', loader: 'ts' },
    absWorkingDir: root,
    bundle: true,
    write: false,
    metafile: true,
    platform: 'browser',
    format: 'esm',
    target: 'es2023',
    conditions: ['@altsparse/source', ...conditions],
    logLevel: 'silent',
    plugins: [edges(node)],
  });
  return { files: Object.keys(metafile.inputs), node };
}

const all = (...names: string[]): string =>
  names
    .map(
      (name) => `import * as _${name} from '@altsparse/${name}';
console.log(_${name});`,
    )
    .join('\n');

describe('the main entry of core', () => {
  test('loads nothing of Node and nothing of TensorFlow.js', async () => {
    const graph = await graphOf(all('core'));
    expect(graph.files).toContain('packages/core/src/index.ts');
    expect(graph.node).toEqual([]);
    expect(graph.files.filter((file) => file.includes('@tensorflow'))).toEqual([]);
  });
});

describe('the main entries of core, data, engine, kernels and models', () => {
  test('load nothing of Node', async () => {
    const graph = await graphOf(all('core', 'data', 'engine', 'kernels', 'models'));
    expect(graph.files).toContain('packages/engine/src/index.ts');
    expect(graph.node).toEqual([]);
  });
});

describe('the walk itself', () => {
  test('sees modules of Node, and TensorFlow.js through node_modules', async () => {
    const fromCode = await graphOf(`import { readFileSync } from 'node:fs'; console.log(readFileSync);`);
    expect(fromCode.node).toHaveLength(1);
    const fromLibrary = await graphOf(`import * as tf from '@tensorflow/tfjs-core'; console.log(tf);`);
    expect(fromLibrary.files.length).toBeGreaterThan(100);
  });
});
