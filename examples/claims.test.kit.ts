import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Lines between `// begin: what` and `// end` in an example, without comments and empty ones. */
export function linesOf(example: string, what: string): string[] {
  const text = readFileSync(join(import.meta.dirname, example), 'utf8');
  const [, rest] = text.split(`// begin: ${what}\n`);
  const [part] = rest?.split('// end\n') ?? [];
  if (part === undefined || !rest?.includes('// end\n')) throw new Error(`${example} does not mark ${what}.`);
  return part.split('\n').filter((line) => line.trim() !== '' && !/^\s*(\/\/|\/?\*)/.test(line));
}
