/** One column of a table. */
export interface Column {
  /** Its head. */
  readonly head: string;
  /** Where its cells stand. Default left. */
  readonly align?: 'left' | 'right';
}

/**
 * A table for people: heads, a line, rows; columns two spaces apart, no trailing spaces.
 *
 * @param rows - A cell per column.
 */
export function formatTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string[] {
  const widths = columns.map(({ head }, i) => Math.max(...[head, ...rows.map((row) => row[i] ?? '')].map(widthOf)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => {
        const space = ' '.repeat(Math.max(0, (widths[i] ?? 0) - widthOf(cell)));
        return columns[i]?.align === 'right' ? space + cell : cell + space;
      })
      .join('  ')
      .trimEnd();
  return [
    line(columns.map(({ head }) => head)),
    line(columns.map(({ head }, i) => (head === '' ? '' : '─'.repeat(widths[i] ?? 0)))),
    ...rows.map(line),
  ];
}

function widthOf(text: string): number {
  return [...text].length;
}
