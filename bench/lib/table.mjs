// Plain text tables: the first column to the left, the others to the right.

/** Lines of a table from its heading and rows of texts. */
export function table(heading, rows) {
  const all = [heading, ...rows];
  const widths = heading.map((_, column) => Math.max(...all.map((row) => row[column].length)));
  const line = (row) =>
    row
      .map((text, column) => pad(text, widths[column], column))
      .join('  ')
      .trimEnd();
  return [line(heading), widths.map((width) => '-'.repeat(width)).join('  '), ...rows.map(line)].join('\n');
}

/** The same as Markdown. */
export function markdownTable(heading, rows) {
  const line = (row) => `| ${row.join(' | ')} |`;
  return [heading, heading.map((_, column) => (column === 0 ? '---' : '---:')), ...rows].map(line).join('\n');
}

const pad = (text, width, column) => (column === 0 ? text.padEnd(width) : text.padStart(width));
