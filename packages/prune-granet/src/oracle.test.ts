import type { Strategy } from '@altsparse/core';
import { learn, linearPlan } from '@altsparse/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ast } from './ast.ts';
import { granet } from './granet.ts';
import { slowAst } from './slow-ast.test.kit.ts';

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);
const places = (mask: readonly number[] | Uint8Array): number[] => [...mask.keys()].filter((i) => mask[i] === 1);
const plan = linearPlan(4, 3, 2); // 12 and 8 weights
const layers = [range(0, 12), range(12, 20)];

/** Distinct whole numbers, shuffled, with signs. */
const distinct = (length: number): fc.Arbitrary<number[]> =>
  fc
    .tuple(
      fc.shuffledSubarray(range(1, 3 * length), { minLength: length, maxLength: length }),
      fc.infiniteStream(fc.boolean()),
    )
    .map(([values, signs]) => values.map((value) => (signs.next().value === true ? -value : value)));

/** What all strategies of a comparison are given. */
interface Timing {
  readonly every: number;
  readonly offset: number;
  readonly until: number;
  readonly initialSparsity: number;
}

const targets = fc.constantFrom(0.3, 0.5, 0.65, 0.8, 0.9);
const numbers = fc.record({
  weights: distinct(20),
  gradients: fc.array(distinct(20), { minLength: 5, maxLength: 5 }),
  every: fc.integer({ min: 1, max: 6 }),
  offset: fc.integer({ min: 0, max: 3 }),
  initialSparsity: fc.constantFrom(0, 0, 0.4, 0.6),
});

const methods: readonly (readonly [
  name: string,
  make: (timing: Timing) => Strategy,
  subnets: fc.Arbitrary<number[]>,
  relation: 'nd' | 'cs',
])[] = [
  ['granet', granet, fc.array(targets, { minLength: 1, maxLength: 1 }), 'nd'],
  ['ast', ast, fc.array(targets, { minLength: 1, maxLength: 3 }), 'nd'],
  [
    "ast with relation 'cs'",
    (timing) => ast({ ...timing, relation: 'cs' }),
    fc.array(targets, { minLength: 2, maxLength: 3 }).map((some) => some.sort()),
    'cs',
  ],
];

describe.each(methods)('%s', (_, make, subnets, relation) => {
  it('agrees with a slow oracle on masks and weights, from dense and from sparse', async () => {
    let [changes, sparse] = [0, 0];
    await fc.assert(
      fc.asyncProperty(numbers, subnets, async (given, wanted) => {
        const { weights, gradients, every, offset, initialSparsity } = given;
        const [until, steps] = [4 * every, 6 * every + 2 * offset + 6];
        const gradient = (step: number): number[] => gradients[step % 5] ?? [];
        const strategy = make({ every, offset, until, initialSparsity });
        const { result, seen } = await learn({ plan, subnets: wanted, strategy, steps, weights, gradient });
        const starts = seen.filter((one) => one.k === 0).map((one) => places(one.mask));
        // children of the first masks are remade inside their parents by weights that are still 0: the lower places
        const first = relation === 'cs' ? starts.map((own, i) => lowest(starts, own, i)) : starts;
        const slow = slowAst({
          ...{ layers, targets: wanted, weights, steps, every, offset, until, initialSparsity, first, relation },
          gradient,
        });
        if (relation === 'nd')
          for (const { subnet, step, k, mask } of seen)
            if (k > 0) expect(places(mask), `sub-net ${subnet}, step ${step}`).toEqual(slow.masks[step]?.[subnet]);
        expect(result.store.masks.map(places)).toEqual(slow.masks.at(-1));
        expect([...result.store.masters].map((one) => one + 0)).toEqual(slow.weights.map((one) => one + 0));
        if (relation === 'nd') for (const one of result.subnets) expect(one.sparsity).toBeCloseTo(one.target, 12);
        changes += new Set(slow.masks.map(String)).size;
        sparse += Number(initialSparsity > 0);
      }),
      { numRuns: 60 },
    );
    expect(changes).toBeGreaterThan(200);
    expect(sparse).toBeGreaterThan(10);
  });
});

/** As many of the parent's places as a child has: the first of each layer, then the first of all. */
function lowest(starts: readonly (readonly number[])[], own: readonly number[], subnet: number): number[] {
  let parent = starts[0] ?? [];
  for (const start of starts.slice(1, subnet + 1)) {
    const best = layers.flatMap((layer) => parent.filter((place) => layer.includes(place)).slice(0, 1));
    const rest = parent.filter((place) => !best.includes(place));
    parent = [...best, ...rest.slice(0, Math.max(0, Math.min(start.length, parent.length) - best.length))];
  }
  return subnet === 0 ? [...own] : [...parent].sort((a, b) => a - b);
}
