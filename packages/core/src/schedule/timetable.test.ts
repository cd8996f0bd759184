import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AltsparseError } from '../error.ts';
import { epochs, share } from './duration.ts';
import { alternating, joint } from './scheduler.ts';
import { dueEvent, eventsOf, type Place, rampProgress, resolveTimetable, type Timetable } from './timetable.ts';

const paper = { steps: 62_560, stepsPerEpoch: 391 };
const released: Timetable = { every: 999, offset: 300, until: epochs(110), place: 'update' };
const stepsOf = (
  timetable: Timetable,
  subnet: number,
  count: number,
  length = paper,
  scheduler = alternating(),
): number[] => eventsOf(resolveTimetable(timetable, length), scheduler, count, subnet).map(([, step]) => step);

describe("the released code's schedule: every 999 steps, stagger 300, three sub-nets", () => {
  it('has its events at 999, 1300, 1601, 1998, 2299, 2600 …', () => {
    const found = [0, 1, 2].map((subnet) => stepsOf(released, subnet, 3).slice(0, 2));
    expect(found).toEqual([
      [999, 1998],
      [1300, 2299],
      [1601, 2600],
    ]);
  });

  it.each([
    [0, 42_957, 61_938],
    [1, 43_258, 62_239],
    [2, 43_559, 62_540],
  ])('gives sub-net %i 62 events, number 43 at %i, the last at %i', (subnet, ramp, last) => {
    const events = eventsOf(resolveTimetable(released, paper), alternating(), 3, subnet);
    expect(events.length).toBe(62);
    expect(events.map(([k]) => k)).toEqual(Array.from({ length: 62 }, (_, i) => i + 1));
    expect(events.find(([k]) => k === 43)).toEqual([43, ramp]);
    expect(events.at(-1)).toEqual([62, last]);
  });

  it('ends its ramp with event 43 = ⌊110 · 391 / 999⌋ for every sub-net', () => {
    const resolved = resolveTimetable(released, paper);
    expect(resolved.rampEnd).toBe(43);
    expect([0, 1, 42, 43, 44, 62].map((k) => rampProgress(resolved, k))).toEqual([0, 1 / 43, 42 / 43, 1, 1, 1]);
  });

  it.each([
    [0, [999, 1000, 1001]],
    [90, [999, 1090, 1181]],
    [300, [999, 1300, 1601]],
  ])('staggers first events by %i', (offset, expected) => {
    expect([0, 1, 2].map((subnet) => stepsOf({ ...released, offset }, subnet, 3)[0])).toEqual(expected);
  });

  it('is the same in shares of the stage', () => {
    const shares: Timetable = {
      every: share(999 / 62_560),
      offset: share(300 / 62_560),
      until: share(110 / 160),
      place: 'update',
    };
    expect(resolveTimetable(shares, paper)).toEqual(resolveTimetable(released, paper));
  });
});

describe("the released code's other schedules", () => {
  it('on ImageNet begins with event 7 and ends its ramp with 37: every 4,000 steps, stagger 800, epochs 5 to 30 of 5,004', () => {
    const imagenet: Timetable = { every: 4000, offset: 800, start: epochs(5), until: epochs(30), place: 'update' };
    const length = { steps: 150 * 5004, stepsPerEpoch: 5004 };
    expect([0, 1].map((subnet) => stepsOf(imagenet, subnet, 2, length).slice(0, 2))).toEqual([
      [28_000, 32_000],
      [28_801, 32_801],
    ]);
    const resolved = resolveTimetable(imagenet, length);
    // counted from ⌊25,020 / 4,000⌋ = 6 to ⌊150,120 / 4,000⌋ = 37
    expect([7, 36, 37].map((k) => rampProgress(resolved, k))).toEqual([1 / 31, 30 / 31, 1]);
  });

  it('for N:M staggers by 60 own steps of three sub-nets and ends its ramp with event 58, at epoch 150 of 200', () => {
    const groups: Timetable = { every: 999, offset: 180, until: epochs(150), place: 'update' };
    const length = { steps: 200 * 391, stepsPerEpoch: 391 };
    expect([0, 1, 2].map((subnet) => stepsOf(groups, subnet, 3, length)[0])).toEqual([999, 1180, 1361]);
    expect(stepsOf(groups, 0, 3, length)[1]).toBe(1998);
    expect(resolveTimetable(groups, length).rampEnd).toBe(58);
  });
});

describe('events of a sub-net', () => {
  it('fall on 1000, 2000 … for one sub-net and a period of 1000', () => {
    expect(stepsOf({ every: 1000, place: 'update' }, 0, 1).slice(0, 3)).toEqual([1000, 2000, 3000]);
  });

  it('keep their period when it is no multiple of the number of sub-nets: the first own step after', () => {
    // the released code would fire every 3000 steps only
    expect([0, 1, 2].map((subnet) => stepsOf({ every: 1000, place: 'update' }, subnet, 3).slice(0, 4))).toEqual([
      [1002, 2001, 3000, 4002],
      [1000, 2002, 3001, 4000],
      [1001, 2000, 3002, 4001],
    ]);
  });

  it('start with the first multiple of the period at or after the start; the ramp counts from the one before', () => {
    // the released ImageNet script: 5004 steps an epoch, warm-up 5 epochs, every 4000, stagger 800, two sub-nets
    const length = { steps: 150 * 5004, stepsPerEpoch: 5004 };
    const script: Timetable = { every: 4000, offset: 800, start: epochs(5), until: epochs(30), place: 'update' };
    const resolved = resolveTimetable(script, length);
    expect([resolved.firstEvent, resolved.rampStart, resolved.rampEnd]).toEqual([7, 6, 37]);
    expect([0, 1].map((subnet) => eventsOf(resolved, alternating(), 2, subnet)[0])).toEqual([
      [7, 28_000],
      [7, 28_801],
    ]);
    expect([6, 7, 37].map((k) => rampProgress(resolved, k))).toEqual([0, 1 / 31, 1]);
  });

  it('stop at the end', () => {
    expect(stepsOf({ every: 10, end: 30, place: 'update' }, 0, 1)).toEqual([10, 20]);
    expect(stepsOf({ every: 10, end: 31, place: 'update' }, 0, 1)).toEqual([10, 20, 30]);
    expect(stepsOf({ every: 10, end: 1000, place: 'update' }, 0, 1, { steps: 25, stepsPerEpoch: 5 })).toEqual([10, 20]);
  });

  it.each([
    ['forward', [0, 10, 20]],
    ['update', [10, 20]],
    ['insteadOfUpdate', [10, 20]],
    ['afterUpdate', [10, 20]],
  ] as const)("at place '%s' begin where there is something to read", (place: Place, expected) => {
    expect(stepsOf({ every: 10, place }, 0, 1, { steps: 30, stepsPerEpoch: 10 })).toEqual(expected);
  });

  it('happen in every own step when the period is 1, before the first forward pass too', () => {
    const every: Timetable = { every: 1, place: 'forward' };
    const length = { steps: 7, stepsPerEpoch: 7 };
    expect([0, 1, 2].map((subnet) => stepsOf(every, subnet, 3, length))).toEqual([
      [0, 3, 6],
      [1, 4],
      [2, 5],
    ]);
  });

  it('wait for a sub-net that is being held back', () => {
    // hold 4, two sub-nets: 0 trains in 0-3 and 8-11, 1 in 4-7 and 12-15
    const length = { steps: 16, stepsPerEpoch: 16 };
    const found = [0, 1].map((subnet) =>
      stepsOf({ every: 5, place: 'update' }, subnet, 2, length, alternating({ hold: 4 })),
    );
    expect(found).toEqual([
      [8, 10],
      [5, 12, 15],
    ]);
  });

  it('come together in joint training, apart from the stagger', () => {
    const length = { steps: 30, stepsPerEpoch: 30 };
    const found = [0, 1, 2].map((subnet) =>
      stepsOf({ every: 10, offset: 3, place: 'update' }, subnet, 3, length, joint()),
    );
    expect(found).toEqual([
      [10, 20],
      [13, 23],
      [16, 26],
    ]);
  });

  const question = fc.record({
    every: fc.integer({ min: 1, max: 12 }),
    offset: fc.nat(15),
    start: fc.nat(20),
    end: fc.nat(60),
    count: fc.integer({ min: 1, max: 4 }),
    hold: fc.integer({ min: 1, max: 4 }),
    place: fc.constantFrom<Place>('forward', 'update'),
  });
  it('are those that dueEvent tells step by step, with growing numbers, at the first own step at or after k · every + i · offset', () => {
    fc.assert(
      fc.property(question, fc.boolean(), ({ every, offset, start, end, count, hold, place }, together) => {
        const scheduler = together ? joint() : alternating({ hold });
        const resolved = resolveTimetable(
          { every, offset, start, until: 60, end, place },
          { steps: 60, stepsPerEpoch: 10 },
        );
        for (let subnet = 0; subnet < count; subnet++) {
          const own = Array.from({ length: 60 }, (_, step) => step).filter((step) =>
            scheduler.turn(step, count).subnets.includes(subnet),
          );
          const plain = own.flatMap((step, i) => {
            // the largest k whose moment lies after the own step before, up to this one
            const moments = Array.from({ length: 61 }, (_, k) => ({ k, moment: k * every + subnet * offset }));
            const due = moments.filter(({ moment }) => moment <= step && moment > (own[i - 1] ?? -1)).at(-1);
            return due === undefined || due.k < resolved.firstEvent || step >= end ? [] : [[due.k, step]];
          });
          expect(eventsOf(resolved, scheduler, count, subnet)).toEqual(plain);
          const asked = own.flatMap((step) => {
            const k = dueEvent(resolved, { scheduler, count, subnet, step });
            return k === undefined ? [] : [[k, step]];
          });
          expect(asked).toEqual(plain);
        }
      }),
      { numRuns: 150 },
    );
  });
});

describe('resolveTimetable', () => {
  it('has a period of one step at least', () => {
    expect(resolveTimetable({ every: share(0.0001), place: 'update' }, { steps: 50, stepsPerEpoch: 5 }).every).toBe(1);
  });

  it('lets ramp and events run to the end of the stage unless told', () => {
    const { rampStart, rampEnd, end, offset } = resolveTimetable(
      { every: 10, place: 'update' },
      { steps: 95, stepsPerEpoch: 5 },
    );
    expect([rampStart, rampEnd, end, offset]).toEqual([0, 9, 95, 0]);
  });

  it('refuses a ramp that ends before it starts', () => {
    expect(() => resolveTimetable({ every: 10, start: 50, until: 40, place: 'update' }, paper)).toThrow(AltsparseError);
  });

  it('has a ramp without length at its end from the beginning', () => {
    const resolved = resolveTimetable({ every: 10, start: 45, until: 45, place: 'update' }, paper);
    expect([4, 5].map((k) => rampProgress(resolved, k))).toEqual([1, 1]);
  });
});

describe("the clock 'rounds'", () => {
  const rounds = { ...released, clock: 'rounds' } as const;

  it('has the same events where the period is a multiple of the number of sub-nets', () => {
    for (const subnet of [0, 1, 2]) expect(stepsOf(rounds, subnet, 3)).toEqual(stepsOf(released, subnet, 3));
  });

  it('rounds the offset to whole rounds: own steps of that code', () => {
    const at = (offset: number): unknown => {
      const timetable = resolveTimetable({ ...rounds, every: 6, offset }, { steps: 20, stepsPerEpoch: 10 });
      return [0, 1, 2].map((subnet) => eventsOf(timetable, alternating(), 3, subnet).map(([, step]) => step));
    };
    // rounds begin at 0, 3, 6 …: 6 and 12 are due, 18 too
    const together = [
      [6, 12, 18],
      [7, 13, 19],
      [8, 14],
    ];
    expect(at(1)).toEqual(together);
    expect(at(0)).toEqual(together);
    expect(at(2)).toEqual([[6, 12, 18], [10, 16], [14]]);
  });

  it('has events every 3000 steps only for a period of 1000 with three sub-nets, with numbers 3, 6, 9 …', () => {
    const resolved = resolveTimetable({ ...rounds, every: 1000, offset: 0 }, paper);
    const found = [0, 1, 2].map((subnet) => eventsOf(resolved, alternating(), 3, subnet).slice(0, 2));
    expect(found).toEqual([
      [
        [3, 3000],
        [6, 6000],
      ],
      [
        [3, 3001],
        [6, 6001],
      ],
      [
        [3, 3002],
        [6, 6002],
      ],
    ]);
  });

  it('is due at the steps that it lists, and at no others', () => {
    const scheduler = alternating({ hold: 2 });
    const length = { steps: 120, stepsPerEpoch: 10 };
    const resolved = resolveTimetable({ every: 6, offset: 3, clock: 'rounds', place: 'update' }, length);
    for (const subnet of [0, 1, 2]) {
      const due = Array.from({ length: 120 }, (_, step) => step).flatMap((step) => {
        if (!scheduler.turn(step, 3).subnets.includes(subnet)) return [];
        const k = dueEvent(resolved, { scheduler, count: 3, subnet, step });
        return k === undefined ? [] : [[k, step]];
      });
      expect(due.length).toBeGreaterThan(4);
      expect(due).toEqual(eventsOf(resolved, scheduler, 3, subnet));
    }
  });
});
