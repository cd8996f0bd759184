import { AltsparseError, contribute, exchange, keepSome, pruneTo, type Strategy } from '@altsparse/core';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import * as broken from './broken.test.kit.ts';
import { checkStrategy } from './check-strategy.ts';

const { sound } = broken;

/** Names of the checks that found something, each once, in their order. */
async function caughtBy(...args: Parameters<typeof checkStrategy>): Promise<string[]> {
  return [...new Set((await checkStrategy(...args)).map(({ check }) => check))];
}

describe('the battery for strategies finds', () => {
  it.each<[string, () => Strategy, string[]]>([
    ['a weight too few', broken.wrongCount, ['no-layer-dies', 'exact-count', 'grows-what-was-not-kept']],
    ['ties that go to the higher index', broken.tiesToHigher, ['ties-go-to-the-lower-index']],
    [
      'growth of what was kept',
      broken.growsWhatIsKept,
      [
        'no-layer-dies',
        'exact-count',
        'grows-what-was-not-kept',
        'ties-go-to-the-lower-index',
        'not-a-number-is-refused',
      ],
    ],
    ['weights that are set to 0 in the view', broken.growsAsNew, ['view-is-left-alone']],
    ['a mask that is changed in place', broken.writesMask, ['view-is-left-alone']],
    ['a running random stream', broken.runningStream, ['same-seed-same-masks', 'resumes-bit-equal']],
    ['a count that a resumed run has forgotten', broken.forgetful, ['resumes-bit-equal']],
    ['a dead layer', broken.deadLayer, ['no-layer-dies']],
    ['numbers that are none and are ranked all the same', broken.acceptsNaN, ['not-a-number-is-refused']],
    ['a target that is missed', broken.fallsShort, ['targets-are-met']],
    ['an array of the view that is kept', broken.keepsArrays, ['nothing-leaks']],
    ['a state that no file can hold', broken.remembersAClass, ['state-is-plain']],
    ['weights of outside the mask that a pruning brings back', broken.ranksAll, ['prunes-what-it-ranks']],
    [
      'growth where gradients are largest, also of what is kept',
      broken.growsTheLargest,
      ['exact-count', 'grows-what-was-not-kept'],
    ],
    ['a wrong count in a later round', broken.roundsTooFew, ['exact-count']],
    ['rounds that end before the target', broken.roundsFallShort, ['targets-are-met']],
  ])('%s', async (_, factory, checks) => {
    expect(await caughtBy(factory)).toEqual(checks);
  });

  it('a mask that is written into after it was given, beside all that follows from it', async () => {
    expect(await caughtBy(broken.writesItsMask)).toContain('view-is-left-alone');
  });

  it.each<[string, Partial<Strategy>, string, string?]>([
    ['a mask that changes though it was to stay', { invariants: ['fixedMask'] }, 'fixed-mask'],
    ['layers whose counts change', { invariants: ['layerCounts'] }, 'layer-counts'],
    ['masks that do not nest', { invariants: ['nested'] }, 'nested'],
    [
      'more weights than a threshold leaves',
      {
        invariants: ['thresholdCount'],
        moves: [exchange()],
        initial: { name: 'all', apply: ({ mask }) => ({ mask: mask.slice().fill(1) }) },
      },
      'threshold-count',
    ],
    ['a pattern of which nothing is known', { invariants: ['pattern'] }, 'promises-are-known'],
    ['an invariant that does not exist', { invariants: ['pretty' as 'nested'] }, 'promises-are-known'],
    [
      'a period longer than the run',
      { timetable: { every: 500, place: 'update' }, moves: [exchange()], invariants: [] },
      'has-events',
    ],
    ['a target that cannot be reached', { timetable: { every: 500, place: 'update' } }, 'runs', 'has-events'],
    [
      'a seed of its own',
      {
        initial: {
          name: 'own',
          apply: (view) =>
            keepSome({ score: { name: 'seeded', score: ({ weights }) => weights.map(() => Math.random()) } }).apply(
              view,
              undefined,
            ),
        },
      },
      'same-seed-same-masks',
      'seed-decides-what-is-random',
    ],
    [
      'random numbers that change nothing',
      {
        initialSparsity: 0.5,
        initial: {
          name: 'idle',
          apply: (view) => {
            view.random('idle');
            return {
              mask: keepSome({ score: { name: 'by place', score: ({ weights }) => weights.map((_, i) => -i) } }).apply(
                view,
                undefined,
              ).mask,
            };
          },
        },
        moves: [],
        invariants: [],
      },
      'seed-decides-what-is-random',
    ],
  ])('%s', async (_, more, ...checks) => {
    expect(await caughtBy(() => sound(more))).toEqual(checks);
  });

  it('a layer without its pattern, by the rule that it is given', async () => {
    const rule = (mask: Uint8Array) => (mask[0] === 1 ? undefined : 'its first weight is not kept');
    const factory = () => sound({ invariants: ['pattern'] });
    expect(await caughtBy(factory, { pattern: rule })).toEqual(['pattern']);
    expect(await caughtBy(factory, { pattern: () => undefined })).toEqual([]);
  });

  it('options that are lost on the way, changed by create, or not known', async () => {
    const part = (options: z.ZodType, create: (options: never) => Strategy = () => sound()) =>
      contribute({ name: 'mine', summary: '', source: '', options, create });
    expect(await caughtBy(part(z.strictObject({ share: z.number().default(0.5) })))).toEqual([]);
    const faulty = [
      part(z.object({ share: z.number().default(0.5) })),
      part(
        z.strictObject({
          share: z
            .number()
            .default(0.5)
            .transform((one) => one / 2),
        }),
      ),
      part(z.strictObject({ share: z.number().default(0.5).transform(String) })),
      part(z.strictObject({ share: z.number().default(0.5) }), (options: { share: number }) => {
        options.share = 1;
        return sound();
      }),
    ];
    for (const one of faulty) expect(await caughtBy(one)).toEqual(['options-round-trip']);
  });

  it('a scenario that was to be refused, and is not; one that is, is no fault', async () => {
    const picky = sound({
      moves: [
        {
          ...pruneTo(),
          apply(view, state) {
            if (view.mask.length < 10) throw new AltsparseError('altsparse-plugin-x/too-small', 'Too small.');
            return pruneTo().apply(view, state);
          },
        },
      ],
    });
    expect(await caughtBy(() => picky)).toEqual(['runs']);
    expect(await caughtBy(() => picky, { refuses: ['layers of one weight'] })).toEqual([]);
    expect(await caughtBy(() => sound(), { refuses: ['sparsity 0'] })).toEqual(['runs']);
  });
});
