import { alternating, operate, type RunEvent, steps, train } from '@altsparse/core';
import { describe, expect, it } from 'vitest';
import { freshStore, layers, patientOf } from './cases.test.kit.ts';
import { conflictLog } from './conflict-log.ts';
import { linearRun } from './linear.test.kit.ts';

describe('conflictLog', () => {
  it('measures and leaves every gradient the array it was', () => {
    const store = freshStore();
    const patients = [
      [-1, 1, 0, 2],
      [1, 0, 0, -3],
      [-1, -1, 0, 1],
    ].map((g, subnet) => patientOf(subnet, g));
    const corrected = operate(store, conflictLog({ against: 'all' }), 0, patients, layers);
    corrected.forEach((one, i) => {
      expect(one.gradient).toBe(patients[i]?.gradient);
    });
    expect(corrected.map(({ conflicts }) => conflicts.map(({ before, after }) => [before, after]))).toEqual([
      [
        [
          [-1, -6],
          [-1, -6],
        ],
        [
          [0, 2],
          [0, 2],
        ],
      ],
      [
        [
          [-1, -6],
          [-1, -6],
        ],
        [
          [-1, -3],
          [-1, -3],
        ],
      ],
      [
        [
          [0, 2],
          [0, 2],
        ],
        [
          [-1, -3],
          [-1, -3],
        ],
      ],
    ]);
  });

  it('measures layer by layer against the step before unless asked otherwise', () => {
    expect(conflictLog()).toMatchObject({ scope: 'layer', against: 'previous' });
    expect(conflictLog({ scope: 'whole', against: 'allEarlier' })).toMatchObject({
      scope: 'whole',
      against: 'allEarlier',
    });
  });

  it('leaves a run as it is without it, and tells of its conflicts', async () => {
    const slopes = [
      [-1, 1, 0],
      [1, 0, 0],
    ];
    const only = [
      [1, 1, 0],
      [1, 0, 1],
    ];
    const options = { length: steps(4), scheduler: alternating() };
    const plain = await train(linearRun(slopes, only, options)).result;
    const events: RunEvent[] = [];
    const run = train(linearRun(slopes, only, { ...options, surgery: conflictLog() }));
    for await (const event of run) events.push(event);
    expect((await run.result).store.masters).toEqual(plain.store.masters);
    const conflicts = [{ subnet: 1, against: 0, layers: ['only'], before: [-1], after: [-1] }];
    expect(events.filter((event) => event.type === 'conflict')).toEqual([
      { type: 'conflict', stage: 0, step: 1, conflicts },
      { type: 'conflict', stage: 0, step: 3, conflicts },
    ]);
  });
});
