import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** A stream of numbers that starts anew at each derivation; nothing of it needs saving. */
export interface RandomStream {
  /** The next number, uniform in [0, 1). */
  uniform(): number;
  /** The next number of the normal distribution with mean 0 and variance 1 (Box–Muller). */
  normal(): number;
  /** The next whole number, uniform in [0, limit). */
  below(limit: number): number;
}

/**
 * A 32-bit hash of (seed, purpose, items): the one source of every random decision, so that any of them can be
 * made again without a running generator. FNV-1a over the words, then a 32-bit finaliser.
 *
 * @param seed - The run's seed.
 * @param purpose - What the number is for: `'crop'`, `'shuffle'`.
 * @param items - Step, epoch, item … in a fixed order.
 */
export function derive(seed: number, purpose: string, ...items: readonly number[]): number {
  let hash = 0x811c9dc5 ^ (seed | 0);
  for (let i = 0; i < purpose.length; i++) hash = mix(hash, purpose.charCodeAt(i));
  hash = mix(hash, Math.floor(seed / 2 ** 32));
  for (const item of items) hash = mix(mix(hash, item | 0), Math.floor(item / 2 ** 32));
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function mix(hash: number, word: number): number {
  const product = Math.imul(hash ^ word, 0x01000193);
  return Math.imul(product ^ (product >>> 15), 0x2c1b3c6d);
}

/**
 * A stream of random numbers for one purpose (xoroshiro128+, from pure-rand).
 *
 * @param seed - The run's seed.
 * @param purpose - What the numbers are for.
 * @param items - Step, epoch, item … in a fixed order.
 */
export function randomStream(seed: number, purpose: string, ...items: readonly number[]): RandomStream {
  const generator = xoroshiro128plus(derive(seed, purpose, ...items));
  const uniform = (): number => uniformFloat64(generator);
  return {
    uniform,
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    below: (limit) => Math.floor(uniform() * limit),
  };
}
