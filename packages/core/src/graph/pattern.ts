/** Selects names: exact text in which `*` stands for any run of characters, `/` included; or several of them. */
export type NamePattern = string | readonly string[];

/**
 * Does a name fit a pattern?
 *
 * @example
 * matchesName('stage1/*', 'stage1/block0/conv1') // => true
 */
export function matchesName(pattern: NamePattern, name: string): boolean {
  const patterns = typeof pattern === 'string' ? [pattern] : pattern;
  return patterns.some((one) => expression(one).test(name));
}

function expression(pattern: string): RegExp {
  const escaped = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${escaped.join('.*')}$`);
}
