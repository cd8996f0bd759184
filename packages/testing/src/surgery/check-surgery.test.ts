import type { Gram, Surgery } from '@altsparse/core';
import { describe, expect, it } from 'vitest';
import { checkSurgery } from './check-surgery.ts';

/** Takes out of a gradient what works against each reference, guarded against references that are 0. */
function sound(more: Partial<Surgery> = {}): Surgery {
  const coefficients = (gram: Gram): number[] =>
    Array.from({ length: gram.references }, (_, i) => {
      const square = gram.between(i, i);
      return gram.own(i) < 0 && square > 0 ? -gram.own(i) / square : 0;
    });
  return {
    name: 'sound',
    scope: 'layer',
    against: 'allEarlier',
    remember: 'raw',
    support: 'active',
    coefficients,
    ...more,
  };
}

const half = (gram: Gram): number[] => new Array<number>(gram.references).fill(0.5);

async function caughtBy(...args: Parameters<typeof checkSurgery>): Promise<string[]> {
  return [...new Set((await checkSurgery(...args)).map(({ check }) => check))];
}

describe('the battery for surgery', () => {
  it.each<[string, Partial<Surgery>]>([
    ['layer by layer', {}],
    ['over all weights', { scope: 'whole', against: 'all' }],
    ['against the sub-net before', { against: 'previous', remember: 'corrected' }],
    ['on the union', { support: 'union' }],
    ['with a mask afterwards', { support: 'remask' }],
  ])('finds nothing in a sound one: %s', async (_, more) => {
    expect(await caughtBy(() => sound(more))).toEqual([]);
  });

  it.each<[string, Partial<Surgery>, string]>([
    [
      'a division by 0',
      { coefficients: (gram) => half(gram).map((_, i) => -gram.own(i) / gram.between(i, i)) },
      'finite',
    ],
    ['a coefficient too few', { coefficients: (gram) => half(gram).slice(1) }, 'one-coefficient-a-reference'],
    [
      'a reference that does not exist',
      { coefficients: (gram) => half(gram).map((_, i) => (gram.own(i + 1) < 0 ? 1 : 0)) },
      'one-coefficient-a-reference',
    ],
    [
      'a threshold that is not relative',
      { coefficients: (gram) => half(gram).map((one, i) => (gram.own(i) > 1 ? 0 : one)) },
      'scales',
    ],
    ['a scope that does not exist', { scope: 'channel' as 'layer' }, 'fields-are-known'],
  ])('finds %s', async (_, more, check) => {
    expect(await caughtBy(() => sound(more))).toContain(check);
  });

  it('finds an answer that changes with each question', async () => {
    let calls = 0;
    const counting = (gram: Gram): number[] => half(gram).map(() => ++calls % 7);
    const caught = await caughtBy(() => sound({ coefficients: counting }));
    expect(caught).toEqual(expect.arrayContaining(['pure', 'resumes-bit-equal']));
  });

  it('does not ask for scaling where it is told that there is none', async () => {
    const coefficients = (gram: Gram): number[] => half(gram).map((one, i) => (gram.own(i) > 1 ? 0 : one));
    expect(await caughtBy(() => sound({ coefficients }))).toEqual(['scales']);
    expect(await caughtBy(() => sound({ coefficients }), { scales: false })).toEqual([]);
  });
});
