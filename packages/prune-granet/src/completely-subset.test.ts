import { maskLayers, type Strategy, train } from '@altsparse/core';
import { type Lesson, lessonStage, linearNetwork, linearPlan } from '@altsparse/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ast } from './ast.ts';
import { completelySubset } from './completely-subset.ts';

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);
const plan = linearPlan(4, 3, 2); // 12 and 8 weights
const layers = [range(0, 12), range(12, 20)];
const places = (mask: readonly number[]): number[] => [...mask.keys()].filter((i) => mask[i] === 1);

interface Moment {
  readonly masks: readonly (readonly number[])[];
  readonly weights: readonly number[];
}

/** Masks and weights after each step. */
async function momentsOf(lesson: Lesson): Promise<Moment[]> {
  const moments: Moment[] = [];
  const keeper = {
    keep: ({ state }: { state(): { store: { masks: readonly Uint8Array[]; masters: Float32Array } } }) => {
      const { masks, masters } = state().store;
      moments.push({ masks: masks.map((mask) => [...mask]), weights: [...masters] });
    },
  };
  await train({ model: plan, network: linearNetwork(plan), stages: [lessonStage(lesson)], keeper }).result;
  return moments;
}

/** The slow way: the best of each layer, then the largest of the others, all inside the parent. */
function largestInside(parent: readonly number[], count: number, weights: readonly number[]): number[] {
  const inside = places(parent).sort((p, q) => Math.abs(weights[q] ?? 0) - Math.abs(weights[p] ?? 0) || p - q);
  const best = layers.flatMap((layer) => inside.filter((place) => layer.includes(place)).slice(0, 1));
  const rest = inside.filter((place) => !best.includes(place)).slice(0, Math.max(0, count - best.length));
  return [...best, ...rest].sort((a, b) => a - b);
}

const isInside = (child: readonly number[], parent: readonly number[]): boolean =>
  child.every((kept, i) => kept === 0 || parent[i] === 1);

const distinct = (length: number) =>
  fc.shuffledSubarray(range(1, 3 * length), { minLength: length, maxLength: length });

const lessons = fc
  .record({
    weights: distinct(20),
    gradients: fc.array(distinct(20), { minLength: 5, maxLength: 5 }),
    targets: fc.constantFrom([0.3, 0.5, 0.8], [0.5, 0.5, 0.9], [0.2, 0.65], [0.4]),
    every: fc.integer({ min: 2, max: 6 }),
    offset: fc.integer({ min: 0, max: 3 }),
    initialSparsity: fc.constantFrom(0, 0.5),
  })
  .map(({ weights, gradients, targets, every, offset, initialSparsity }) => ({
    plan,
    subnets: targets,
    steps: 6 * every + 2 * offset + 6,
    weights,
    gradient: (step: number): number[] => gradients[step % 5] ?? [],
    options: { every, offset, until: 4 * every, initialSparsity },
  }));

const withStrategy = (
  { options, ...lesson }: Omit<Lesson, 'strategy'> & { options: object },
  more: object,
): Lesson => ({
  ...lesson,
  strategy: ast({ ...options, ...more }) as Strategy,
});

describe("ast with relation 'cs'", () => {
  it('nests masks after every step, each child the largest by magnitude whenever it or its parent changed', async () => {
    let remade = 0;
    await fc.assert(
      fc.asyncProperty(lessons, async (lesson) => {
        const moments = await momentsOf(withStrategy(lesson, { relation: 'cs' }));
        moments.forEach(({ masks, weights }, step) => {
          const before = moments[step - 1]?.masks;
          masks.slice(1).forEach((child, index) => {
            const parent = masks[index] as readonly number[];
            expect(isInside(child, parent), `step ${step}, sub-net ${index + 1}`).toBe(true);
            const changed = [index, index + 1].some((one) => before?.[one]?.join() !== masks[one]?.join());
            if (before === undefined || !changed) return;
            remade++;
            expect(places(child)).toEqual(largestInside(parent, places(child).length, weights));
          });
        });
        const kept = moments.at(-1)?.masks.map((mask) => places(mask).length);
        expect(kept).toEqual(lesson.subnets.map((target) => Math.round(20 * (1 - target))));
      }),
      { numRuns: 40 },
    );
    expect(remade).toBeGreaterThan(100);
  });

  it("does what 'nd' does not: there masks part", async () => {
    let parted = 0;
    await fc.assert(
      fc.asyncProperty(lessons, async (lesson) => {
        for (const { masks } of await momentsOf(withStrategy(lesson, {})))
          masks.slice(1).forEach((child, index) => {
            if (!isInside(child, masks[index] as readonly number[])) parted++;
          });
      }),
      { numRuns: 20 },
    );
    expect(parted).toBeGreaterThan(0);
  });

  it('is plain AST with one sub-net', async () => {
    await fc.assert(
      fc.asyncProperty(lessons, async (lesson) => {
        const one = { ...lesson, subnets: [0.8] };
        expect(await momentsOf(withStrategy(one, { relation: 'cs' }))).toEqual(await momentsOf(withStrategy(one, {})));
      }),
      { numRuns: 10 },
    );
  });

  it('refuses a sub-net that is denser than the one before', () => {
    const lesson = { plan, subnets: [0.8, 0.5], steps: 40, weights: range(1, 21), gradient: () => range(1, 21) };
    const stage = lessonStage({ ...lesson, strategy: ast({ relation: 'cs', every: 5 }) });
    expect(() => train({ model: plan, network: linearNetwork(plan), stages: [stage] })).toThrow(
      "Relation 'completely-subset' puts each sub-net inside the one before",
    );
  });
});

describe('completelySubset', () => {
  const scene = { before: undefined, layers: maskLayers(plan) };
  const only = (...kept: number[]): Uint8Array => Uint8Array.from({ length: 20 }, (_, i) => (kept.includes(i) ? 1 : 0));
  const weights = Float32Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? i : -i));

  it('by hand: child and grandchild of a root, each with one weight in each layer', () => {
    const masks = [only(0, 1, 2, 13, 14, 15), only(5, 6, 7), only(8, 9)];
    const related = completelySubset.relate(masks, weights, scene);
    // three of the root: the best of each layer, 2 and 15, then 14; two of these: 2 and 15 again
    expect(related.map((mask) => places([...mask]))).toEqual([
      [0, 1, 2, 13, 14, 15],
      [2, 14, 15],
      [2, 15],
    ]);
  });

  it('leaves alone what is as it was, and what comes out as it went in', () => {
    const masks = [only(0, 1, 2, 15), only(0, 1, 15)];
    expect(completelySubset.relate(masks, weights, { ...scene, before: masks })[1]).toBe(masks[1]);
    const ready = [only(0, 1, 2, 15), only(1, 2, 15)];
    expect(completelySubset.relate(ready, weights, scene)[1]).toBe(ready[1]);
  });
});
