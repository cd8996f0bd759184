import util from 'node:util';

/**
 * Gives tfjs-node the two functions of `node:util` that Node 23 removed; without them its first operation throws. On
 * older versions it also silences their deprecation warnings. To be called before tfjs-node is imported.
 */
export function shimNodeUtil(): void {
  Object.assign(util, {
    isNullOrUndefined: (value: unknown): boolean => value === null || value === undefined,
    isArray: Array.isArray,
  });
}
