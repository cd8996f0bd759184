import type { Surgery } from '@altsparse/core';
import { oneByOne } from './one-by-one.ts';

/** Attributes of a projection. */
export interface ProjectionOptions {
  /** Products over each layer by itself, or over all maskable weights. Default `layer` (Table 9: "layer-wise"). */
  readonly scope?: 'layer' | 'whole';
  /** Later sub-nets meet the gradient as it was before correction, or after. Default `raw`. */
  readonly remember?: 'raw' | 'corrected';
  /**
   * Where the reference counts. `active` (default): inside the current mask, so that the result is free of conflict and
   * touches active weights only. `union`: everywhere, Eq. 5 as printed; its weights count as active in that update.
   * `remask`: Eq. 5, then the mask; the conflict ⟨g, r⟩ · (1 − ‖m ⊙ r‖² / ‖r‖²) remains.
   */
  readonly support?: 'active' | 'union' | 'remask';
  /** The sub-net before this one in the round (default), or all before it, one after the other. */
  readonly against?: 'previous' | 'allEarlier';
}

/**
 * The paper's gradient correction (Eq. 5, §3.2): where the gradient g of a sub-net and the gradient r that another had
 * before it in the same round are at odds, the part of g along r is taken out:
 *
 *     g′ = g − ⟨g, r⟩ / ‖r‖² · r     if ⟨g, r⟩ < 0,     else g
 *
 * The first sub-net of a round is left alone; only maskable weights take part.
 *
 * @example
 * train({ model, network, stages: [{ ...stage, scheduler: alternating(), surgery: projection() }] });
 */
export function projection(options: ProjectionOptions = {}): Surgery {
  return {
    name: 'projection',
    scope: options.scope ?? 'layer',
    against: options.against ?? 'previous',
    remember: options.remember ?? 'raw',
    support: options.support ?? 'active',
    coefficients: oneByOne,
  };
}
