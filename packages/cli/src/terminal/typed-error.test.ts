import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AltsparseError } from '@altsparse/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { typedError } from './typed-error.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'altsparse-typed-'));
  await writeFile(join(folder, 'file'), '');
});
afterAll(() => rm(folder, { recursive: true }));

const thrownBy = async (work: () => unknown): Promise<unknown> => {
  try {
    return await work();
  } catch (error) {
    return error;
  }
};

describe('an error from elsewhere becomes a typed one', () => {
  it.each([
    ['a file that is not there', () => join(folder, 'none'), 'file-missing'],
    ['a folder in place of a file', () => folder, 'file-kind'],
    ['a file in place of a folder', () => join(folder, 'file', 'inside'), 'file-kind'],
  ] as const)('%s: with its path', async (_, path, code) => {
    const cause = await thrownBy(() => readFile(path()));
    const error = typedError(cause);
    expect([error.code, error.details.place ?? path()]).toEqual([code, path()]);
    expect(error.details.hint).toMatch(/\S/);
    expect(error.cause).toBe(cause);
  });

  it.each([
    ['EACCES', 'file-permission'],
    ['ENOSPC', 'disk-full'],
    ['EMFILE', 'file-busy'],
    ['EIO', 'file-failed'],
  ])('%s: %s', (system, code) => {
    const cause = Object.assign(new Error(`${system}: no`), { code: system, syscall: 'write', path: '/a', dest: '/b' });
    expect([typedError(cause).code, typedError(cause).details.place]).toEqual([code, '/a → /b']);
  });

  it('too little memory, as the engine of JavaScript says it', async () => {
    const cause = await thrownBy(() => new ArrayBuffer(2 ** 53 - 1));
    expect(cause).toBeInstanceOf(RangeError);
    expect(typedError(cause).code).toBe('memory-full');
  });

  it('anything else is unexpected, with its own message', () => {
    expect(typedError(new TypeError('odd'))).toMatchObject({ code: 'unexpected', summary: 'odd' });
    expect(typedError('a word')).toMatchObject({ code: 'unexpected', summary: 'a word' });
  });

  it('a typed one stays', () => {
    const error = new AltsparseError('mask-shape', 'No.');
    expect(typedError(error)).toBe(error);
  });
});
