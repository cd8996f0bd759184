import { rename, rm } from 'node:fs/promises';
import { quickCheck } from './manifest.ts';

const occupied = new Set(['ENOTEMPTY', 'EEXIST']);

async function tryRename(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    if (occupied.has((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  }
}

/**
 * Gives a finished folder its final name in one step. Whole folders are never overwritten: where another process was
 * faster, its folder stays and ours is removed. A damaged one is moved away first.
 *
 * @returns whether ours is the one in place.
 */
export async function publishFolder(temporary: string, final: string): Promise<boolean> {
  for (let attempt = 0; ; attempt += 1) {
    if (await tryRename(temporary, final)) return true;
    if (quickCheck(final).ok || attempt === 3) {
      await rm(temporary, { recursive: true, force: true });
      return false;
    }
    const aside = `${temporary}-damaged-${attempt}`;
    await rename(final, aside).catch(() => undefined); // another process may have moved it away already
    await rm(aside, { recursive: true, force: true });
  }
}
