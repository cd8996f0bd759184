import { countPromise, type Move, pruneBelow, regrow, type Strategy } from '@altsparse/core';
import { commonParts } from './common.ts';
import { dsrDefaults } from './defaults.ts';
import type { DsrOptions, Slowdown } from './options.ts';

/**
 * Dynamic sparse reparameterization (Mostafa and Wang, 2019): weights below one threshold for all layers go, as many come at
 * random, more of them where more weights were left; the threshold follows how many went.
 *
 * @param options - Each may be left out.
 */
export function dsr(options: DsrOptions = {}): Strategy {
  const all = { ...dsrDefaults, ...options };
  const { threshold, wanted, band, factor, slower } = all;
  return {
    name: 'dsr',
    ...commonParts(all, 'afterUpdate'),
    moves: [paced(pruneBelow({ threshold, wanted, band, factor }), slower), regrow({ dropped: 'last' })],
    policies: { grown: all.grown },
    invariants: countPromise(all.overrides),
  };
}

/** The move at each so manieth event only; between them mask and state stay. */
function paced(move: Move, slower: readonly Slowdown[]): Move {
  return {
    ...move,
    facts: { ...move.facts, ...(slower.length > 0 && { drop: `${move.facts?.drop}, at fewer events by and by` }) },
    apply(view, state) {
      const elapsed = view.event.step / view.event.steps;
      const times = slower.filter((one) => elapsed >= one.from).at(-1)?.times ?? 1;
      return view.event.k % times === 0 ? move.apply(view, state) : { mask: view.mask, state };
    },
  };
}
