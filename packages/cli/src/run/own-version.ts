import { readFile } from 'node:fs/promises';

/** Version of this package, and of all others of the repository. */
export async function ownVersion(): Promise<string> {
  const text = await readFile(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
