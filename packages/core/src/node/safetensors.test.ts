import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type NamedTensor, readSafetensors, writeSafetensors } from './safetensors.ts';

let folder: string;
let path: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'altsparse-tensors-'));
  path = join(folder, 'x.safetensors');
});
afterAll(() => rm(folder, { recursive: true }));

const small = new Map<string, NamedTensor>([
  ['mask', { shape: [3], data: Uint8Array.of(1, 0, 1) }],
  ['kernel', { shape: [2, 1], data: Float32Array.of(1.5, -2) }],
]);

describe('safetensors', () => {
  it('has the published layout', async () => {
    await writeSafetensors(path, { tensors: small, metadata: { format: 'test' } });
    const bytes = await readFile(path);
    const length = Number(bytes.readBigUInt64LE(0));
    expect(length % 8).toBe(0);
    expect(JSON.parse(bytes.subarray(8, 8 + length).toString())).toEqual({
      __metadata__: { format: 'test', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
      kernel: { dtype: 'F32', shape: [2, 1], data_offsets: [0, 8] },
      mask: { dtype: 'U8', shape: [3], data_offsets: [8, 11] },
    });
    // 1.5 is 0x3fc00000, -2 is 0xc0000000.
    expect([...bytes.subarray(8 + length)]).toEqual([0, 0, 0xc0, 0x3f, 0, 0, 0, 0xc0, 1, 0, 1]);
  });

  it('reads a file that another program wrote', async () => {
    const header = '{"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}';
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(header.length));
    await writeFile(path, Buffer.concat([length, Buffer.from(header), Buffer.from([0, 0, 0x80, 0x3f])]));
    const { tensors, metadata } = await readSafetensors(path);
    expect([...tensors]).toEqual([['a', { shape: [], data: Float32Array.of(1) }]]);
    expect(metadata).toEqual({});
  });

  it('gives back what was written, and leaves no other file', async () => {
    const tensor = fc.oneof(
      fc.array(fc.float({ noNaN: true }), { maxLength: 5 }).map((list) => Float32Array.from(list)),
      fc.uint8Array({ maxLength: 5 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.string(), tensor, { maxKeys: 4 }), async (given) => {
        const named = Object.entries(given).filter(([name]) => name !== '__metadata__');
        const tensors = new Map(named.map(([name, data]) => [name, { shape: [data.length], data }] as const));
        await writeSafetensors(path, { tensors, metadata: {} });
        expect((await readSafetensors(path)).tensors).toEqual(tensors);
      }),
      { numRuns: 30 },
    );
    expect(await readdir(folder)).toEqual(['x.safetensors']);
  });

  it('refuses every file with a byte changed or cut off', async () => {
    await writeSafetensors(path, { tensors: small, metadata: {} });
    const bytes = await readFile(path);
    const data = bytes.length - 11;
    for (const broken of [
      bytes.subarray(0, -1),
      bytes.subarray(0, 5),
      Buffer.concat([bytes, Buffer.of(0)]),
      Buffer.concat([bytes.subarray(0, data), Buffer.of(9), bytes.subarray(data + 1)]),
      Buffer.concat([Buffer.from([255, 255, 255, 0, 0, 0, 0, 0]), bytes.subarray(8)]),
      Buffer.from(bytes.toString('latin1').replace('"shape":[2,1]', '"shape":[2,2]'), 'latin1'),
      Buffer.from(bytes.toString('latin1').replace('[8,11]', '[7,11]'), 'latin1'),
      Buffer.from(bytes.toString('latin1').replace('"dtype":"U8"', '"dtype":"I8"'), 'latin1'),
    ]) {
      await writeFile(path, broken);
      await expect(readSafetensors(path)).rejects.toMatchObject({ code: 'safetensors-damaged' });
    }
  });

  it('says where a file is missing', async () => {
    await expect(readSafetensors(join(folder, 'none'))).rejects.toMatchObject({ code: 'safetensors-missing' });
  });
});
