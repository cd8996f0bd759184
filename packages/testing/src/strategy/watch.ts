import type { MaskView, Move, MoveResult, Relation, Strategy } from '@altsparse/core';
import { sameBits } from '../bits.ts';

/** What is seen of a strategy while it works. */
export interface Watched {
  /** The same strategy; every array that its parts are shown is a copy. */
  readonly strategy: Strategy;
  /** Per sub-net: the first mask, after the relation. */
  readonly first: Uint8Array[];
  /** Per sub-net: the last event that a move was shown, at the time of asking. */
  readonly views: Map<number, MaskView>;
  /** Arrays that were written into, a sentence each. */
  readonly written: string[];
  /** Has it asked for random numbers? */
  drew: boolean;
  /** Are the masks that it gave still what they were when it gave them? */
  unchanged(): boolean;
}

/** Watches a strategy at work. */
export function watch(strategy: Strategy): Watched {
  const given: (readonly [Uint8Array, Uint8Array])[] = [];
  const watched: Watched = {
    strategy: {
      ...strategy,
      initial: watchMove(strategy.initial, (...seen) => note(...seen)),
      moves: strategy.moves.map((move) => watchMove(move, (...seen) => note(...seen))),
      ...(strategy.relation && {
        relation: watchRelation(strategy.relation, (written, masks) => related(written, masks)),
      }),
    },
    first: [],
    views: new Map(),
    written: [],
    drew: false,
    unchanged: () => given.every(([mask, copy]) => sameBits(mask, copy)),
  };
  const note = (view: MaskView, written: readonly string[], drew: boolean, { mask }: MoveResult): void => {
    given.push([mask, mask.slice()]);
    watched.written.push(...written);
    watched.drew ||= drew;
    watched.views.set(view.subnet, view);
    if (view.event.k === 0 && watched.first[view.subnet] === undefined) watched.first[view.subnet] = mask.slice();
  };
  let asked = false;
  const related = (written: readonly string[], masks: readonly Uint8Array[]): void => {
    watched.written.push(...written);
    if (!asked) watched.first.splice(0, masks.length, ...masks.map((mask) => mask.slice()));
    asked = true;
  };
  return watched;
}

type Note = (view: MaskView, written: readonly string[], drew: boolean, result: MoveResult) => void;

function watchMove(move: Move, note: Note): Move {
  return {
    ...move,
    apply(view, state) {
      const { copy, written, drew } = copyView(view);
      const result = move.apply(copy, state);
      const faults = written().map((name) => `Move '${move.name}' writes into the view's ${name}.`);
      if (result?.mask instanceof Uint8Array) note(view, faults, drew(), result);
      return result;
    },
  };
}

function watchRelation(relation: Relation, note: (written: string[], masks: readonly Uint8Array[]) => void): Relation {
  return {
    name: relation.name,
    relate(masks, weights, scene) {
      const [before, weightsBefore] = [masks.map((mask) => mask.slice()), weights.slice()];
      const result = relation.relate(masks, weights, scene);
      const kept = masks.every((mask, i) => sameBits(mask, before[i] ?? [])) && sameBits(weights, weightsBefore);
      note(kept ? [] : [`Relation '${relation.name}' writes into the arrays that it is given.`], result);
      return result;
    },
  };
}

/** A view whose arrays are copies, and which of them were written into or whether random numbers were drawn. */
export function copyView(view: MaskView): { copy: MaskView; written(): string[]; drew(): boolean } {
  const handed: {
    readonly name: string;
    readonly now: Float32Array | Uint8Array;
    readonly original: ArrayLike<number>;
  }[] = [];
  const hand = <Kind extends Float32Array | Uint8Array | undefined>(name: string, array: Kind): Kind => {
    if (array === undefined) return array;
    const now = array.slice();
    handed.push({ name, now, original: array.slice() });
    return now as Kind;
  };
  let drew = false;
  const copy: MaskView = {
    ...view,
    weights: hand('weights', view.weights),
    mask: hand('mask', view.mask),
    before: hand('before', view.before),
    gradient: hand('gradient', view.gradient),
    slot: (name) => hand(`slot '${name}'`, view.slot(name)),
    random(purpose, subnets) {
      drew = true;
      return view.random(purpose, subnets);
    },
  };
  const written = (): string[] =>
    handed.filter(({ now, original }) => !sameBits(now, original)).map(({ name }) => name);
  return { copy, written, drew: () => drew };
}
