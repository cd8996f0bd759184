import { writeWhole } from '@altsparse/core/node';

/** Writes plain data as JSON that people can read, whole or not at all. */
export async function writeJson(path: string, value: unknown): Promise<void> {
  await writeWhole(path, `${JSON.stringify(value, null, 2)}\n`);
}
