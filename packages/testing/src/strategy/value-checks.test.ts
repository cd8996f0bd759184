import { exchange, type Policies, pruneTo, randomScore } from '@altsparse/core';
import { describe, expect, it } from 'vitest';
import { sound } from './broken.test.kit.ts';
import { checkStrategy, strategyChecks } from './check-strategy.ts';
import type { Recording } from './record.ts';
import { strategySubject } from './subject.ts';

/** What a check finds in runs under some policies, once their recordings are changed. */
async function foundIn(name: string, policies: Partial<Policies>, change: (one: Recording) => Recording) {
  const subject = strategySubject(() => sound({ policies, timetable: { every: 4, until: 12, place: 'afterUpdate' } }));
  const recordings = async () => (await subject.recordings()).map(change);
  return strategyChecks.find((one) => one.name === name)?.run({ ...subject, recordings });
}

const keep: Partial<Policies> = { nowhere: 'keep', grown: { value: 'keep', slot: 'keep' } };
const claim =
  (policies: Partial<Policies>) =>
  (one: Recording): Recording => ({ ...one, made: { ...one.made, policies } });

describe('values and slots', () => {
  it.each(['values-follow-the-policies', 'slots-follow-the-policies'])(
    '%s: of the policies, and of no others',
    async (name) => {
      expect(await foundIn(name, keep, claim(keep))).toEqual([]);
      expect(await foundIn(name, {}, claim({}))).toEqual([]);
      expect(await foundIn(name, keep, claim({}))).not.toEqual([]);
    },
  );

  it('of weights that are grown, beside those of dropped ones', async () => {
    const policies: Partial<Policies> = { ...keep, nowhere: 'zero' };
    const faults = await foundIn(
      'slots-follow-the-policies',
      keep,
      claim({ ...keep, grown: { value: 'keep', slot: 'zero' } }),
    );
    expect(faults).not.toEqual([]);
    expect(await foundIn('values-follow-the-policies', policies, claim(policies))).toEqual([]);
  });

  it.each(['forward', 'update'] as const)('of weights that are grown before the update: %s', async (place) => {
    const moves = [pruneTo(), exchange({ share: 0.4, grow: randomScore })];
    const policies: Partial<Policies> = { nowhere: 'keep', grown: { value: 'keep', slot: 'keep' } };
    const subject = strategySubject(() => sound({ policies, moves, timetable: { every: 4, until: 12, place } }));
    const check = strategyChecks.find(({ name }) => name === 'slots-follow-the-policies');
    expect(await check?.run(subject)).toEqual([]);
    const lie = claim({ ...policies, grown: { value: 'keep', slot: 'zero' } });
    const recordings = async () => (await subject.recordings()).map(lie);
    expect(await check?.run({ ...subject, recordings })).not.toEqual([]);
  });

  it('are not changed by a relation', async () => {
    const relation = {
      name: 'spoils',
      relate: (masks: readonly Uint8Array[], weights: Float32Array) => {
        weights[0] = 7;
        return masks;
      },
    };
    const findings = await checkStrategy(() => sound({ relation }));
    expect([...new Set(findings.map(({ check }) => check))]).toEqual([
      'values-follow-the-policies',
      'view-is-left-alone',
    ]);
  });
});

it('events that tell of other numbers than those of the masks are found', async () => {
  const lie = (one: Recording): Recording => ({
    ...one,
    events: one.events.map((event) => ({ ...event, told: [0, 0] })),
  });
  expect(await foundIn('events-tell-the-truth', {}, (one) => one)).toEqual([]);
  expect(await foundIn('events-tell-the-truth', {}, lie)).not.toEqual([]);
});
