import { describe, expect, it } from 'vitest';
import { type EngineRecord, recordText } from './record.ts';
import { type EngineKeys, wishOf, wishOfRecord } from './wish.ts';

const keys = (engine: EngineKeys['engine']): EngineKeys => ({
  engine,
  switchAt: 'measured',
  precision: 'fp32',
  threads: 3,
});

const both: EngineRecord = {
  ...{ name: 'tfjs-node + sparse-native', why: [], backend: 'tfjs-node', tfjs: '4.22.0', tensorflow: '2.15.1' },
  ...{ kernels: 'aa', threads: 2, switchAt: 0.37, precision: 'mixed' },
  sparse: { name: 'sparse-native', version: '0.1.0', fingerprint: 'bb', isa: 'avx512', threads: 1 },
};

describe('what a run wants of engines', () => {
  it('is both, one, or an engine of TensorFlow.js by name, which then computes alone', () => {
    const rest = { switchAt: 'measured', precision: 'fp32', threads: 3 };
    expect(wishOf(keys('auto'), '')).toEqual({ ...rest, choice: 'auto' });
    expect(wishOf(keys('tensorflow'), '')).toEqual({ ...rest, choice: 'tensorflow' });
    expect(wishOf(keys('sparse'), '')).toEqual({ ...rest, choice: 'sparse' });
    expect(wishOf(keys('wasm'), 'sparse')).toEqual({ ...rest, choice: 'tensorflow', backend: 'wasm' });
  });

  it('follows ALTSPARSE_ENGINE where the config leaves it open', () => {
    expect(wishOf(keys('auto'), 'cpu')).toMatchObject({ choice: 'tensorflow', backend: 'cpu' });
    expect(wishOf(keys('auto'), 'sparse')).toMatchObject({ choice: 'sparse' });
    expect(wishOf(keys('auto'), 'auto')).toMatchObject({ choice: 'auto' });
    expect(() => wishOf(keys('auto'), 'cuda')).toThrow(expect.objectContaining({ code: 'engine-unknown-name' }));
  });

  it('is what a record says, for a run that goes on: nothing is left to be measured or chosen', () => {
    expect(wishOfRecord(both)).toEqual({
      ...{ choice: 'auto', backend: 'tfjs-node', threads: 2, switchAt: 0.37, precision: 'mixed' },
      sparse: { machine: 'native', threads: 1 },
    });
    const { sparse: _, switchAt: __, ...dense } = { ...both, name: 'wasm', backend: 'wasm' as const };
    expect(wishOfRecord(dense)).toMatchObject({ choice: 'tensorflow', backend: 'wasm' });
    const { backend: ___, ...older } = dense;
    expect(wishOfRecord(older)).toMatchObject({ choice: 'tensorflow', backend: 'wasm' });
    const sparse = { ...(both.sparse as NonNullable<EngineRecord['sparse']>), name: 'sparse-wasm' };
    const alone = wishOfRecord({ ...both, name: 'sparse-wasm', backend: null, sparse });
    expect(alone).toMatchObject({ choice: 'sparse', sparse: { machine: 'wasm', threads: 1 } });
    expect(alone).not.toHaveProperty('backend');
  });
});

describe('a record in words', () => {
  const sparse = both.sparse as NonNullable<EngineRecord['sparse']>;

  it('differs with whatever may change bits, and with nothing else', () => {
    const others: Partial<EngineRecord>[] = [
      { name: 'tfjs-node + sparse-wasm' },
      { threads: 1 },
      { kernels: 'ac' },
      { tensorflow: '2.16.0' },
      { switchAt: 0.38 },
      { precision: 'fp32' },
      { sparse: { ...sparse, fingerprint: 'bc' } },
      { sparse: { ...sparse, threads: 2 } },
    ];
    const texts = [both, ...others.map((one) => ({ ...both, ...one }))].map(recordText);
    expect(new Set(texts).size).toBe(texts.length);
    expect(recordText({ ...both, why: ['another'] })).toBe(recordText(both));
  });

  it('is the same as ever for TensorFlow alone, so that runs of earlier versions go on', () => {
    const older = { name: 'wasm', why: [], tfjs: '4.22.0', tensorflow: null, kernels: null, threads: 1 };
    expect(recordText(older)).toBe('wasm 4.22.0, 1 threads');
    expect(recordText({ ...older, backend: 'wasm' })).toBe(recordText(older));
  });
});
