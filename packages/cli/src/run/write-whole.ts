import { open, rename, rm } from 'node:fs/promises';

/**
 * Writes a file whole or not at all: under a temporary name beside it, flushed, then renamed.
 *
 * @param content - Text, or stretches of bytes one after the other.
 */
export async function writeWhole(path: string, content: string | readonly Uint8Array[]): Promise<void> {
  const temporary = `${path}.${process.pid}.partial`;
  try {
    const file = await open(temporary, 'w');
    try {
      for (const piece of typeof content === 'string' ? [Buffer.from(content)] : content) await file.writeFile(piece);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } finally {
    await rm(temporary, { force: true });
  }
}
