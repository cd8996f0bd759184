import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorCatalogue } from '@altsparse/core';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { packages, root, sourceFiles } from './workspace.ts';

/** Every text between quotes in the sources, except in the catalogue itself. */
function literals(): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteral(node)) found.add(node.text);
    node.forEachChild(visit);
  };
  for (const one of packages)
    for (const file of sourceFiles(one).filter((name) => !name.startsWith('errors/')))
      visit(ts.createSourceFile(file, readFileSync(join(one.folder, 'src', file), 'utf8'), ts.ScriptTarget.Latest));
  return found;
}

/** The page of all codes. `npx vitest run tests/errors.test.ts -u` writes it anew. */
function page(): string {
  const all = Object.entries(errorCatalogue);
  const areas = [...new Set(all.map(([, { area }]) => area))];
  const table = (rows: readonly (readonly [string, { cause: string; cure: string }])[]): string[] => [
    '| code | cause | cure |',
    '| --- | --- | --- |',
    ...rows.map(([code, { cause, cure }]) => `| \`${code}\` | ${escaped(cause)} | ${escaped(cure)} |`),
  ];
  const sections = areas.flatMap((area) => [
    '',
    `## ${area}`,
    '',
    ...table(all.filter(([, one]) => one.area === area)),
  ]);
  return `${[...opening, ...sections].join('\n')}\n`;
}

function escaped(text: string): string {
  return text.replaceAll('|', '\\|');
}

const opening = [
  '# Errors',
  '',
  'Every error of altsparse is an `AltsparseError`: a stable code, one sentence, and where they are known the place, what was found,',
  'what was expected and a hint. The command prints them as a block; `--debug` adds the stack and what lies underneath.',
  '',
  "A plug-in's own codes begin with its name and a slash: `altsparse-plugin-x/too-cold`. They are not in this list.",
  '',
  '## Exit codes of the command',
  '',
  '| code | meaning |',
  '| --- | --- |',
  '| 0 | done |',
  '| 1 | something failed, or a check found a fault |',
  '| 2 | what was asked for cannot be understood: arguments, or a config (codes that begin with `config-`) |',
  '| 130 | stopped by the user (Ctrl-C or SIGTERM) |',
];

describe('the catalogue of errors', () => {
  it('holds no code that nothing throws', () => {
    const used = literals();
    expect(Object.keys(errorCatalogue).filter((code) => !used.has(code))).toEqual([]);
  });

  it('says cause and cure of each in whole sentences, under a name in kebab case', () => {
    for (const [code, { cause, cure }] of Object.entries(errorCatalogue)) {
      expect(code).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      for (const text of [cause, cure]) expect(text, code).toMatch(/^\S.*[.?]$/);
    }
  });

  it('is what docs/errors.md shows', async () => {
    await expect(page()).toMatchFileSnapshot('../docs/errors.md');
  });

  it('is closed by type: a code that is not in it, and not of a plug-in, does not compile', () => {
    const lines = [
      "import { AltsparseError } from '@altsparse/core';",
      "new AltsparseError('mask-shape', '');",
      "new AltsparseError('my-plugin/too-cold', '');",
      "new AltsparseError('no-such-code', '');",
    ];
    expect(faultLines(lines)).toEqual([3]);
  });
});

/** Numbers of the lines, from 0, that the compiler refuses. */
function faultLines(lines: readonly string[]): number[] {
  const file = join(root, 'tests', 'snippet.ts');
  const options: ts.CompilerOptions = {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2023,
    customConditions: ['@altsparse/source'],
    allowImportingTsExtensions: true,
    noEmit: true,
    strict: true,
    skipLibCheck: true,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile;
  host.getSourceFile = (name, ...rest) =>
    name === file ? ts.createSourceFile(name, lines.join('\n'), ts.ScriptTarget.ES2023) : read(name, ...rest);
  const program = ts.createProgram([file], options, host);
  const source = program.getSourceFile(file);
  return program
    .getSemanticDiagnostics(source)
    .map(({ start = 0 }) => source?.getLineAndCharacterOfPosition(start).line ?? -1);
}
