import { hostLists, type Listed, type Part } from '@altsparse/core';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { Machine } from '../machine.ts';
import { nodeMachine } from './node-machine.ts';

const machine: Machine = await nodeMachine({ threads: 1 });
afterAll(() => machine.dispose());
const { lists } = machine;

const length = 300;
const numbers = fc
  .array(fc.float({ noDefaultInfinity: true, noNaN: true }), { minLength: length, maxLength: length })
  .map((values) => Float32Array.from(values));
/** Of a stretch that begins at `first`: mostly longer lists than the host keeps for itself. */
const listed = fc
  .tuple(fc.uniqueArray(fc.nat(length - 1), { minLength: 1, maxLength: length }), fc.nat(1000))
  .map(([places, first]): Listed => ({ first, places: Uint32Array.from(places, (one) => one + first).sort() }));
const factor = fc.double({ min: -10, max: 10, noNaN: true });
const bits = (values: Float32Array): Uint32Array => new Uint32Array(values.slice().buffer);

// Without a compiler there is no addon, and these have nothing to look at.
describe.runIf(lists)('operations at listed places by the addon', () => {
  it('give the bits of the host, whatever is added', () => {
    const cases = fc.record({
      list: listed,
      factors: fc.array(factor, { minLength: 1, maxLength: 4 }),
      a: numbers,
      b: numbers,
    });
    fc.assert(
      fc.property(cases, ({ list, factors, a, b }) => {
        const result = (by: typeof hostLists): Uint32Array => {
          const out = a.slice();
          const parts = factors.map((one, at): Part => [one, at === 0 ? out : at === 1 ? b : a]);
          by.combine(out, parts, list);
          return bits(out);
        };
        expect(result(lists!)).toEqual(result(hostLists));
        expect(lists!.inner(a, b, list)).toBe(hostLists.inner(a, b, list));
      }),
      { numRuns: 500 },
    );
  });

  it('round each product before they add it, as the host does', () => {
    // 0.1 · 0.1 less its own double: 0 after rounding, not so where the product is added unrounded
    const places = Uint32Array.from({ length: 100 }, (_, at) => at);
    const [tenth, minus] = [new Float32Array(100).fill(0.1), new Float32Array(100).fill(-1)];
    const square = 0.1 * Math.fround(0.1);
    lists!.combine(
      tenth,
      [
        [0.1, tenth],
        [square, minus],
      ],
      { places, first: 0 },
    );
    expect([...tenth]).toEqual(Array.from({ length: 100 }, () => 0));
  });

  it('refuse places outside of the arrays and write nothing', () => {
    const out = new Float32Array(100).fill(7);
    for (const wrong of [100, 4_000_000_000]) {
      const places = Uint32Array.from({ length: 100 }, (_, at) => (at === 50 ? wrong : at));
      expect(() => lists!.combine(out, [[1, new Float32Array(100)]], { places, first: 0 })).toThrow(/outside/);
      expect(() => lists!.inner(out, new Float32Array(100), { places, first: 0 })).toThrow(/outside/);
    }
    const early = Uint32Array.from({ length: 100 }, (_, at) => at);
    expect(() => lists!.combine(out, [[1, new Float32Array(100)]], { places: early, first: 1 })).toThrow(/outside/);
    expect([...new Set(out)]).toEqual([7]);
  });

  it('refuse what is no array', () => {
    const list = { places: Uint32Array.from({ length: 100 }, (_, at) => at), first: 0 };
    const out = new Float32Array(100).fill(7);
    expect(() => lists!.inner(out, {} as never, list)).toThrow('a typed array was expected');
    expect(() => lists!.combine(out, [[1, {} as never]], list)).toThrow('a typed array was expected');
    expect([...new Set(out)]).toEqual([7]);
  });

  it('sum everywhere where there is no list, to the same bits, also into a term and from odd places on', async () => {
    const threads = await Promise.all([1, 2, 3].map((count) => nodeMachine({ threads: count })));
    for (const size of [2048, 2049, 99_999])
      for (const terms of [1, 2, 3]) {
        const all = Float32Array.from({ length: size + 3 }, (_, at) => Math.sin(at) * 10 ** ((at % 9) - 4));
        const result = (by: typeof hostLists): Uint32Array => {
          const whole = all.slice();
          const out = whole.subarray(3);
          const parts: Part[] = [0.1, 0.7, -3].map((one, at) => [one, at === 1 ? all.subarray(0, size) : out]);
          by.combine(out, parts.slice(0, terms));
          return bits(whole);
        };
        for (const { lists: own } of threads) expect(result(own!)).toEqual(result(hostLists));
      }
    for (const one of threads) one.dispose();
  });

  it('share long lists out among threads, and give the same bits', async () => {
    const threads = await Promise.all([1, 2, 3].map((count) => nodeMachine({ threads: count })));
    const all = Float32Array.from({ length: 300_000 }, (_, at) => Math.sin(at));
    const places = Uint32Array.from({ length: 100_001 }, (_, at) => 3 * at - (at % 3) + 5).subarray(0, 99_990);
    const results = threads.map(({ lists: own }) => {
      const out = all.slice().reverse();
      const parts: Part[] = [0.1, 0.7, -3].map((one, at) => [one, at === 1 ? out : all]);
      own!.combine(out, parts, { places, first: 5 });
      return out;
    });
    const expected = all.slice().reverse();
    for (const place of places) {
      const [a, b] = [all[place - 5]!, expected[place - 5]!];
      expected[place - 5] = 0.1 * a + 0.7 * b + -3 * a;
    }
    for (const [at, found] of results.entries()) expect(bits(found), `${at + 1} threads`).toEqual(bits(expected));
    for (const one of threads) one.dispose();
  });

  it('work after the machine was disposed', async () => {
    const other = await nodeMachine({ threads: 1 });
    other.dispose();
    const places = Uint32Array.from({ length: 100 }, (_, at) => at);
    expect(other.lists!.inner(new Float32Array(100).fill(2), new Float32Array(100).fill(3), { places, first: 0 })).toBe(
      600,
    );
  });
});
