import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create } from 'tar';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { factsOf } from './catalogue.ts';
import type { DatasetFacts, Publication } from './facts.ts';
import { fetchDataset, fetchFiles } from './fetch.ts';

const contents: Readonly<Record<string, string>> = { 'a.bin': 'first file', 'b.bin': 'and the second' };
const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
const files = Object.entries(contents).map(([name, text]) => ({ name, bytes: text.length, sha256: hash(text) }));

let room: string;
let folder: string;
let server: Server | undefined;

beforeEach(async () => {
  room = await mkdtemp(join(tmpdir(), 'altsparse-fetch-'));
  folder = join(room, 'data', 'small');
});
afterEach(async () => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
  await rm(room, { recursive: true });
});

const facts = (publication: Publication): DatasetFacts => ({
  ...factsOf('cifar10'),
  name: 'small',
  folder: 'small',
  files,
  publication,
});
const archived = facts({ kind: 'archive', url: 'http://localhost:9/small.tar.gz' });
const loose = facts({ kind: 'files', url: 'http://localhost:9/small/' });

/** A folder `small` with these files, and `small.tar.gz` of it beside. */
async function source(texts: Readonly<Record<string, string>> = contents): Promise<string> {
  const parent = join(room, 'source');
  await mkdir(join(parent, 'small'), { recursive: true });
  for (const [name, text] of Object.entries(texts)) await writeFile(join(parent, 'small', name), text);
  await create({ cwd: parent, gzip: true, file: join(parent, 'small.tar.gz') }, ['small']);
  return parent;
}

async function serve(parent: string): Promise<string> {
  const started = createServer(async (request, response) => {
    const body = await readFile(join(parent, request.url ?? '')).catch(() => undefined);
    response.writeHead(body ? 200 : 404).end(body);
  });
  server = started;
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(started.address() as AddressInfo).port}`;
}

async function inPlace(): Promise<Record<string, string>> {
  const names = (await readdir(folder)).sort();
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), 'utf8')])),
  );
}

/** Only what was there before is beside the folder: no temporary folder, nothing half-written. */
const beside = async (): Promise<string[]> => readdir(join(room, 'data')).catch(() => []);

describe('fetchFiles', () => {
  it('takes files from a folder, from its parent, from an archive and from the archive’s folder', async () => {
    const parent = await source();
    for (const from of [join(parent, 'small'), parent, join(parent, 'small.tar.gz')]) {
      expect(await fetchFiles(archived, folder, { from })).toEqual({
        name: 'small',
        folder,
        fetched: ['a.bin', 'b.bin'],
      });
      expect(await inPlace()).toEqual(contents);
      await rm(folder, { recursive: true });
    }
    await rm(join(parent, 'small'), { recursive: true });
    await fetchFiles(archived, folder, { from: parent });
    expect(await inPlace()).toEqual(contents);
    expect(await beside()).toEqual(['small']);
  });

  it('fetches an archive, and takes nothing else out of it', async () => {
    const address = await serve(await source({ ...contents, 'c.bin': 'not asked for' }));
    await fetchFiles(archived, folder, { from: `${address}/small.tar.gz` });
    expect(await inPlace()).toEqual(contents);
  });

  it('fetches file by file and tells how far it is', async () => {
    const address = await serve(await source());
    const seen: unknown[] = [];
    await fetchFiles(loose, folder, { from: `${address}/small`, onProgress: (progress) => seen.push(progress) });
    expect(await inPlace()).toEqual(contents);
    expect(seen).toEqual([
      { file: 'a.bin', received: 10, total: 10 },
      { file: 'b.bin', received: 14, total: 14 },
    ]);
  });

  it('does nothing where all is there, and adds only what is missing', async () => {
    const parent = await source();
    await fetchFiles(loose, folder, { from: parent });
    expect(await fetchFiles(loose, folder, { from: '/nowhere' })).toMatchObject({ fetched: [] });
    await rm(join(folder, 'b.bin'));
    await writeFile(join(folder, 'note.txt'), 'mine');
    expect(await fetchFiles(loose, folder, { from: parent })).toMatchObject({ fetched: ['b.bin'] });
    expect(await inPlace()).toEqual({ ...contents, 'note.txt': 'mine' });
  });

  it('leaves a file in the way as it is, unless told to replace it', async () => {
    const from = await source();
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'a.bin'), 'other file');
    await expect(fetchFiles(loose, folder, { from })).rejects.toMatchObject({
      code: 'data-file-wrong',
      details: { place: join(folder, 'a.bin'), found: hash('other file'), expected: hash('first file') },
    });
    expect(await inPlace()).toEqual({ 'a.bin': 'other file' });
    await fetchFiles(loose, folder, { from, replace: true });
    expect(await inPlace()).toEqual(contents);
  });

  it.each<[string, Record<string, string>, string, string]>([
    ['another content', { ...contents, 'b.bin': 'and the 2nd...' }, 'data-checksum-differs', 'data-checksum-differs'],
    // An archive's file of another length is not even unpacked.
    ['another length', { ...contents, 'b.bin': 'and' }, 'data-checksum-differs', 'data-file-missing'],
    ['a file less', { 'a.bin': 'first file' }, 'data-file-missing', 'data-file-missing'],
  ])('refuses a source with %s and leaves nothing behind', async (_, texts, fromFolder, fromArchive) => {
    const parent = await source(texts);
    await expect(fetchFiles(loose, folder, { from: parent })).rejects.toMatchObject({ code: fromFolder });
    expect(await beside()).toEqual([]);
    const from = join(parent, 'small.tar.gz');
    await expect(fetchFiles(archived, folder, { from })).rejects.toMatchObject({ code: fromArchive });
    expect(await beside()).toEqual([]);
  });

  it('stops at more bytes than are published', async () => {
    const address = await serve(await source({ ...contents, 'b.bin': 'and the second, and more' }));
    await expect(fetchFiles(loose, folder, { from: `${address}/small/` })).rejects.toMatchObject({
      code: 'data-file-oversized',
      details: { place: `${address}/small/b.bin`, expected: '14 bytes' },
    });
    expect(await beside()).toEqual([]);
  });

  it('names the address that fails', async () => {
    const address = await serve(await source({ 'a.bin': 'first file' }));
    await expect(fetchFiles(loose, folder, { from: `${address}/small/` })).rejects.toMatchObject({
      code: 'data-fetch-failed',
      details: { place: `${address}/small/b.bin`, found: 'status 404' },
    });
    await expect(fetchFiles(archived, folder, { from: 'http://127.0.0.1:1/x.tar.gz' })).rejects.toMatchObject({
      code: 'data-fetch-failed',
    });
    expect(await beside()).toEqual([]);
  });

  it('refuses a damaged archive', async () => {
    const parent = await source();
    const archive = join(parent, 'small.tar.gz');
    const bytes = await readFile(archive);
    for (const damaged of [bytes.subarray(0, bytes.length - 30), Buffer.from('no archive at all')]) {
      await writeFile(archive, damaged);
      await expect(fetchFiles(archived, folder, { from: archive })).rejects.toMatchObject({
        code: 'data-fetch-failed',
      });
      expect(await beside()).toEqual([]);
    }
  });

  it('stops when told to, with the reason given', async () => {
    const address = await serve(await source());
    const controller = new AbortController();
    const reason = new Error('enough');
    const options = { from: `${address}/small`, signal: controller.signal, onProgress: () => controller.abort(reason) };
    await expect(fetchFiles(loose, folder, options)).rejects.toBe(reason);
    expect(await beside()).toEqual([]);
  });

  it('says where it looked in vain', async () => {
    await expect(fetchFiles(archived, folder, { from: room })).rejects.toMatchObject({
      code: 'data-source-missing',
      details: { place: room },
    });
    expect(existsSync(folder)).toBe(false);
  });
});

describe('fetchDataset', () => {
  it('has nothing to do for the digits', async () => {
    expect(await fetchDataset('digits')).toMatchObject({ name: 'digits', fetched: [] });
  });
});
