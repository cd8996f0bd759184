import type { RandomStream } from '../random.ts';

/**
 * Inner products of one gradient and its references, over one layer or over all maskable weights. They are computed when
 * asked for, once each. References are numbered in the order in which their sub-nets trained in the round.
 */
export interface Gram {
  /** How many references there are, one at least: the first sub-net of a round has none and is left alone. */
  readonly references: number;
  /** ⟨gradient, reference⟩. */
  own(reference: number): number;
  /** ⟨gradient, gradient⟩: its squared norm. */
  ownSquare(): number;
  /** ⟨reference a, reference b⟩; a squared norm if they are the same. */
  between(a: number, b: number): number;
}

/** Gives a stream of random numbers for a purpose. */
export type SurgeryRandom = (purpose: string) => RandomStream;

/** Changes gradients between differentiation and update, by adding multiples of one another. Only maskable tensors take part. */
export interface Surgery {
  /** For records and messages. */
  readonly name: string;
  /** Products over each layer by itself, or over all maskable weights. */
  readonly scope: 'layer' | 'whole';
  /** References: the sub-net before this one in the round, all before it, or all others of the turn and the round. */
  readonly against: 'previous' | 'allEarlier' | 'all';
  /** What is remembered of a step: the restricted gradient as it was, or as surgery left it. */
  readonly remember: 'raw' | 'corrected';
  /**
   * Where references count. `active`: restricted to the current mask before the products are formed, so that only active
   * weights are touched. `union`: everywhere, and where a reference was added counts as active in this update. `remask`:
   * everywhere, and the result is restricted to the mask.
   */
  readonly support: 'active' | 'union' | 'remask';
  /** Does it ask that all gradients of a round are there in one step? Then schedulers that train one sub-net a step are refused. */
  readonly together?: boolean;
  /**
   * Pure: called for each region of each gradient.
   *
   * @param random - Random numbers for a purpose, derived from (seed, purpose, stage, step, sub-net): the same for each region.
   * @returns How much of each reference to add to the gradient; 0 for none.
   */
  coefficients(gram: Gram, random: SurgeryRandom): readonly number[];
}

/** Inner products of one gradient with one reference, layer by layer: the data of the paper's Figure 4. */
export interface Conflict {
  /** Whose gradient. */
  readonly subnet: number;
  /** Whose gradient it was compared with. */
  readonly against: number;
  /** Names of layers, or `['*']` for all together. */
  readonly layers: readonly string[];
  /** ⟨gradient, reference⟩ before surgery; negative is a conflict. */
  readonly before: readonly number[];
  /** The same after surgery. */
  readonly after: readonly number[];
}
