import { describe, expect, it } from 'vitest';
import type { Move } from '../mask/move.ts';
import { constantRate } from '../schedule/learning-rate.ts';
import { joint } from '../schedule/scheduler.ts';
import type { Surgery } from '../surgery/surgery.ts';
import { plainNetwork } from './plain-network.test.kit.ts';
import type { StageOptions } from './stage.ts';
import { toyData, toyPlan, withMasks } from './toy.test.kit.ts';
import { digest, type TraceEntry } from './trace.ts';
import { train } from './train.ts';

const model = toyPlan();
const ones = new Uint8Array(model.maskableCount).fill(1);
const drop: Move = {
  name: 'drop the first',
  apply: ({ mask }) => ({ mask: mask.map((kept, i) => (i === 0 ? 0 : kept)) }),
};
const nothing: Surgery = {
  name: 'nothing',
  scope: 'whole',
  against: 'previous',
  remember: 'raw',
  support: 'active',
  coefficients: () => [0],
};
const stage: StageOptions = {
  subnets: [0, 0],
  strategy: withMasks([ones, ones], { moves: [drop], timetable: { every: 2, place: 'update' } }),
  surgery: nothing,
  scheduler: joint(),
  data: toyData(),
  evaluation: toyData({ batches: 1 }),
  length: 3,
  evaluateEvery: 3,
};

async function traceOf(more: Partial<StageOptions> = {}): Promise<TraceEntry[]> {
  const entries: TraceEntry[] = [];
  const network = plainNetwork(model);
  await train({ model, network, stages: [{ ...stage, ...more }], trace: (entry) => entries.push(entry) }).result;
  return entries;
}

describe('a trace', () => {
  it('names what each part did, in order: first masks, then step by step', async () => {
    const lines = (await traceOf()).map(({ step, hook, part, subnet }) => `${step} ${hook} ${part} ${subnet ?? 'all'}`);
    const engine = plainNetwork(model).engine;
    const passes = (step: number) => [0, 1].map((subnet) => `${step} differentiate ${engine} ${subnet}`);
    const update = (step: number) => [
      `${step} surgery nothing 0`,
      `${step} surgery nothing 1`,
      `${step} optimizer sgd all`,
    ];
    expect(lines).toEqual([
      '0 initial given 0',
      '0 initial given 1',
      ...passes(0),
      ...update(0),
      ...passes(1),
      ...update(1),
      `2 differentiate ${engine} 0`,
      '2 update drop the first 0',
      `2 differentiate ${engine} 1`,
      '2 update drop the first 1',
      ...update(2),
      '2 evaluate cross-entropy 0',
      '2 evaluate cross-entropy 1',
    ]);
  });

  it('is the same for the same run, and parts where another rate first changes the weights', async () => {
    const [one, again, other] = [await traceOf(), await traceOf(), await traceOf({ learningRate: constantRate(0.01) })];
    expect(again).toEqual(one);
    const parting = one.findIndex((entry, i) => entry.summary !== other[i]?.summary);
    expect(one[parting]).toMatchObject({ step: 0, hook: 'optimizer', part: 'sgd' });
  });

  it('says how many weights a move kept', async () => {
    const move = (await traceOf()).find((entry) => entry.part === 'drop the first');
    expect(move?.summary).toMatch(/^kept 71, mask [0-9a-f]{8}$/);
  });
});

describe('digest', () => {
  it('is FNV-1a over words: of no word its offset basis, of one word one round', () => {
    expect(digest(new Uint8Array(0))).toBe('811c9dc5');
    // (0x811c9dc5 ^ 1) · 0x01000193 mod 2^32
    expect(digest(Uint8Array.of(1))).toBe('040c5b8c');
  });

  it('tells apart what differs in a bit, 0 and −0 too', () => {
    expect(digest(Float32Array.of(1, 0))).not.toBe(digest(Float32Array.of(1, -0)));
  });
});
