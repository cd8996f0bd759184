import { readdir } from 'node:fs/promises';
import type { CardOf } from './page.ts';

/**
 * The cards in a folder. A name's card is the file `NAME.md`; without one, that of the longest name that it begins with,
 * up to a hyphen: `ast-gc` is on the card `ast.md`.
 */
export async function cardsIn(folder: string): Promise<CardOf> {
  const files = new Set(await readdir(folder));
  return (name) => {
    const parts = name.split('-');
    const names = parts.map((_, i) => parts.slice(0, parts.length - i).join('-'));
    return names.map((one) => `${one}.md`).find((file) => files.has(file));
  };
}
