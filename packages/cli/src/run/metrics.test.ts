import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunEvent } from '@altsparse/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLines } from './line-file.ts';
import { eventLine, metricsWriter } from './metrics.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'altsparse-metrics-'));
});
afterAll(() => rm(folder, { recursive: true }));

const step = (number: number): RunEvent => ({
  type: 'step',
  stage: 0,
  step: number,
  trained: [{ subnet: 0, loss: 2, accuracy: 0.5, sparsity: 0, engine: 'tfjs-wasm' }],
  rate: 0.1,
  milliseconds: 3,
});

describe('metrics', () => {
  it('add a conflict up over layers', () => {
    const conflict = { subnet: 1, against: 0, layers: ['a', 'b', 'c'], before: [-1, 2, -3], after: [0, 2, 0] };
    expect(JSON.parse(eventLine({ type: 'conflict', stage: 0, step: 4, conflicts: [conflict] }))).toEqual({
      type: 'conflict',
      stage: 0,
      step: 4,
      conflicts: [{ subnet: 1, against: 0, products: 3, negative: 2, before: -2, after: 2 }],
    });
  });

  it('are in the file, one a line and in order, once flushed', async () => {
    const path = join(folder, 'm.jsonl');
    const file = await openLines(path);
    const writer = metricsWriter(file);
    for (let i = 0; i < 450; i++) await writer.observe(step(i));
    await file.flush();
    await file.flush();
    const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { step: number }).step)).toEqual([...Array(450).keys()]);
    await file.close();
  });
});
