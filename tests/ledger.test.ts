import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packages, root } from './workspace.ts';

interface Row {
  readonly name: string;
  readonly tests: readonly { readonly file: string; readonly title: string }[];
}

/** `core/mask/x.test.ts: words of a title`, from the sources of a package or from the root. */
function testOf(text: string): Row['tests'][number] {
  const [, file = '', title = ''] = /^(\S+\.test\.ts): (.+)$/.exec(text) ?? [];
  const [first = ''] = file.split('/');
  const own = packages.some(({ id }) => id === first);
  return { file: own ? `packages/${first}/src${file.slice(first.length)}` : file, title };
}

/** The cells of a line of a table, without its outer bars. */
function cellsOf(line: string): string[] {
  const cells = line.slice(1, -1).split(/(?<!\\)\|/);
  return cells.map((one) => one.trim().replaceAll('\\|', '|'));
}

/** Numbered lines of the ledger's tables. */
const lines = readFileSync(join(root, 'docs/decisions/paper-vs-code.md'), 'utf8').split('\n');
const rows: readonly Row[] = lines
  .filter((line) => /^\| \d+ \|/.test(line))
  .map(cellsOf)
  .map((cells) => ({ name: `${cells[0]}: ${cells[1]}`, tests: (cells.at(-1) ?? '').split('; ').map(testOf) }));

describe('the ledger of paper and code', () => {
  it('counts its rows from 1', () => {
    expect(rows.map(({ name }) => Number.parseInt(name, 10))).toEqual(rows.map((_, i) => i + 1));
    expect(rows.length).toBeGreaterThan(70);
  });

  it.each(rows.map((row) => [row.name, row] as const))('%s: names tests that are there, by their titles', (_, row) => {
    for (const { file, title } of row.tests) {
      expect(file, 'each row names a test').not.toBe('');
      expect(existsSync(join(root, file)), file).toBe(true);
      expect(readFileSync(join(root, file), 'utf8').replaceAll("\\'", "'"), file).toContain(title);
    }
  });

  it('has a link from the card of each method', () => {
    const folder = join(root, 'docs/methods');
    const cards = readdirSync(folder).filter((name) => name.endsWith('.md') && !/README|table/.test(name));
    expect(cards.length).toBeGreaterThan(20);
    const without = cards.filter((name) => !readFileSync(join(folder, name), 'utf8').includes('paper-vs-code.md)'));
    expect(without).toEqual([]);
  });
});
