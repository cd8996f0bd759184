import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { AltsparseError } from '@altsparse/core';
import { layersModelFiles } from '@altsparse/models/node';
import type { Values } from './set.ts';

type Choice = Readonly<Record<string, unknown>> & { readonly file: string };

/** `model: { file }` as a part: `{ use: 'file', file }`. Other values stay. */
export function withModelFile(values: Values): Values {
  const { model } = values;
  return isFile(model) && model.use === undefined ? { ...values, model: { ...model, use: 'file' } } : values;
}

/**
 * Makes the path of a model's file absolute and notes the file's checksum, so that a run is of that very model.
 *
 * @param folder - Where a relative path starts.
 * @throws AltsparseError `model-file` when it cannot be read, `model-changed` when the config names another checksum.
 */
export async function pinModelFile(values: Values, folder: string): Promise<Values> {
  const { model } = withModelFile(values);
  if (!isFile(model) || model.use !== 'file') return values;
  const file = resolve(folder, model.file);
  const saved = extname(file) === '.json' || (await isFolder(file));
  const sha256 = await checksum(saved ? await layersModelFiles(file) : [file]);
  if (model.sha256 !== undefined && model.sha256 !== sha256)
    throw new AltsparseError('model-changed', 'The file of the model is another one than the config was made with.', {
      place: file,
      found: sha256,
      expected: model.sha256,
      hint: 'Put the old file back, or take sha256 out of the config: that is another run.',
    });
  return { ...values, model: { weights: saved ? 'file' : 'seed', ...model, use: 'file', file, sha256 } };
}

function isFile(model: unknown): model is Choice {
  return typeof model === 'object' && model !== null && typeof (model as { file?: unknown }).file === 'string';
}

async function checksum(files: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const file of files) hash.update(await read(file));
  return hash.digest('hex');
}

async function read(place: string): Promise<Buffer> {
  return readFile(place).catch((cause: unknown) => {
    const { code } = cause as NodeJS.ErrnoException;
    throw new AltsparseError('model-file', 'The file of the model cannot be read.', { place, found: code, cause });
  });
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
