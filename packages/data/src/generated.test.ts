import type { Batch } from '@altsparse/core';
import { describe, expect, it } from 'vitest';
import { type GeneratedOptions, generated } from './generated.ts';

const batchOf = (value: number): Batch => ({ size: 1, images: Float32Array.of(value), labels: Int32Array.of(0) });

/** Epochs of three batches that tell epoch and place; what was begun, drawn and left is written down. */
function traced(more: Partial<GeneratedOptions> = {}, yields = 5) {
  const trace: string[] = [];
  async function* make(epoch: number): AsyncGenerator<Batch> {
    trace.push(`begin ${epoch}`);
    try {
      for (let i = 0; i < yields; i++) {
        trace.push(`draw ${epoch}.${i}`);
        yield batchOf(10 * epoch + i);
      }
    } finally {
      trace.push(`leave ${epoch}`);
    }
  }
  const source = generated({ make, batchesPerEpoch: 3, size: 3, ...more });
  const value = async (index: number): Promise<number | undefined> => (await source.batch(index)).images[0];
  return { source, trace, value };
}

const refused = (code: string) => expect.objectContaining({ code });

describe('batches out of a generator', () => {
  it('are drawn one by one in order, epoch after epoch, and no more than an epoch has', async () => {
    const { value, trace, source } = traced();
    const values: (number | undefined)[] = [];
    for (let index = 0; index < 5; index++) values.push(await value(index));
    expect(values).toEqual([0, 1, 2, 10, 11]);
    await source.dispose?.();
    const first = ['begin 0', 'draw 0.0', 'draw 0.1', 'draw 0.2', 'leave 0'];
    expect(trace).toEqual([...first, 'begin 1', 'draw 1.0', 'draw 1.1', 'leave 1']);
  });

  it('can be asked for twice, several at once, and from the first of an epoch again', async () => {
    const { value, trace } = traced();
    expect(await Promise.all([value(0), value(1), value(1), value(2)])).toEqual([0, 1, 1, 2]);
    expect(await value(0)).toBe(0);
    expect(await value(6)).toBe(20);
    expect(trace.filter((one) => one.startsWith('begin'))).toEqual(['begin 0', 'begin 0', 'begin 2']);
  });

  it('are drawn and thrown away on a jump forward, and begun anew on a jump back, where replayed', async () => {
    const { value, trace } = traced({ replay: true });
    expect(await value(4)).toBe(11);
    expect(trace).toEqual(['begin 1', 'draw 1.0', 'draw 1.1']);
    trace.length = 0;
    expect(await value(5)).toBe(12);
    expect(await value(1)).toBe(1);
    expect(trace).toEqual(['draw 1.2', 'leave 1', 'begin 0', 'draw 0.0', 'draw 0.1']);
    expect(await value(0)).toBe(0);
    expect(await value(2)).toBe(2);
  });

  it('refuse a jump where they are not replayed, say what to do, and go on where they were', async () => {
    const { value, source } = traced();
    await expect(source.batch(1)).rejects.toThrow(refused('batch-replay-needed'));
    expect(await value(0)).toBe(0);
    for (const index of [2, 4]) {
      await expect(source.batch(index)).rejects.toThrow(/replay: true/);
      await expect(source.batch(index)).rejects.toThrow(/Expected: 1, or the first of an epoch of 3/);
    }
    expect(await value(1)).toBe(1);
  });

  it('are an error where the generator ends too early, and are begun anew after it', async () => {
    const { source, value } = traced({ replay: true }, 2);
    await expect(source.batch(2)).rejects.toMatchObject({
      code: 'batch-source-exhausted',
      details: { place: 'epoch 0', found: '2 batches', expected: '3 batches' },
    });
    expect(await value(1)).toBe(1);
  });

  it("pass the generator's own errors on, and are begun anew after them", async () => {
    let broken = true;
    async function* make(): AsyncGenerator<Batch> {
      yield batchOf(0);
      if (broken) throw new Error('the sensor is off');
      yield batchOf(1);
    }
    const source = generated({ make, batchesPerEpoch: 2, size: 2, replay: true });
    await source.batch(0);
    await expect(source.batch(1)).rejects.toThrow('the sensor is off');
    broken = false;
    expect((await source.batch(1)).images[0]).toBe(1);
  });

  it('are refused where their arrays do not fit, and options and numbers too', async () => {
    const wrong: Batch[] = [
      { ...batchOf(1), labels: Int32Array.of(0, 0) },
      { ...batchOf(1), size: 0, labels: new Int32Array() },
      { size: 2, images: new Float32Array(3), labels: new Int32Array(2) },
      { size: 2, images: new Float32Array(2), labels: new Int32Array(2), targets: new Float32Array(3) },
    ];
    for (const batch of wrong) {
      async function* make(): AsyncGenerator<Batch> {
        yield batch;
      }
      const source = generated({ make, batchesPerEpoch: 1, size: 1 });
      await expect(source.batch(0)).rejects.toThrow(refused('batch-inconsistent'));
    }
    for (const more of [{ batchesPerEpoch: 0 }, { size: 0.5 }])
      expect(() => traced(more)).toThrow(refused('batch-options-wrong'));
    await expect(traced().source.batch(-1)).rejects.toThrow(refused('batch-number-wrong'));
  });
});
