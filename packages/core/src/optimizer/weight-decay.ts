import { matchesName, type NamePattern } from '../graph/pattern.ts';

/** Weight decay: one rate for every parameter, or one with exclusions by parameter name. */
export type WeightDecay =
  | number
  | {
      /** For all parameters but those excluded. */
      readonly rate: number;
      /** Parameters without decay, by name: `head/bias`. */
      readonly exclude: NamePattern;
    };

/**
 * The weight decay of one parameter.
 *
 * @example
 * decayOf({ rate: 5e-4, exclude: 'head/bias' }, 'head/bias') // => 0
 */
export function decayOf(decay: WeightDecay, parameter: string): number {
  if (typeof decay === 'number') return decay;
  return matchesName(decay.exclude, parameter) ? 0 : decay.rate;
}
