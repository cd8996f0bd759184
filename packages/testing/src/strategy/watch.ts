import type { MaskView, Move, MoveResult, Relation, Strategy } from '@altsparse/core';
import { sameBits } from '../bits.ts';
import { type CopiedView, copyView } from './copy-view.ts';

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
  /** The same of each stage that it asks for in place of one, once it has; empty where it asks for none. */
  readonly rounds: Watched[];
  /** The last state of each move, by its name. */
  readonly states: Map<string, unknown>;
  /** Are the masks that it gave still what they were when it gave them? */
  unchanged(): boolean;
}

/** How a strategy is watched. */
export interface WatchOptions {
  /** Once a part has answered, the arrays that it was shown hold other numbers: one that looks at them later goes wrong. Default false. */
  readonly takeBack?: boolean;
}

/** Watches a strategy at work. */
export function watch(strategy: Strategy, options: WatchOptions = {}): Watched {
  const given: (readonly [Uint8Array, Uint8Array])[] = [];
  const watched: Watched = {
    strategy: {
      ...strategy,
      initial: watchMove(strategy.initial, options, (...seen) => note(...seen)),
      moves: strategy.moves.map((move) => watchMove(move, options, (...seen) => note(...seen))),
      ...(strategy.relation && {
        relation: watchRelation(strategy.relation, (written, masks) => related(written, masks)),
      }),
      ...(strategy.rounds && {
        rounds: watchRounds(strategy, options, (found) => watched.rounds.splice(0, watched.rounds.length, ...found)),
      }),
    },
    first: [],
    views: new Map(),
    written: [],
    drew: false,
    rounds: [],
    states: new Map(),
    unchanged: () => given.every(([mask, copy]) => sameBits(mask, copy)),
  };
  const note: Note = (move, view, { written, drew }, { mask, state }) => {
    given.push([mask, mask.slice()]);
    watched.states.set(move, state);
    watched.written.push(...written().map((name) => `Move '${move}' writes into the view's ${name}.`));
    watched.drew ||= drew();
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

/** The strategy and those of its rounds. */
export function allWatched(watched: Watched): readonly Watched[] {
  return [watched, ...watched.rounds];
}

type Note = (move: string, view: MaskView, copied: Pick<CopiedView, 'written' | 'drew'>, result: MoveResult) => void;

function watchMove(move: Move, { takeBack = false }: WatchOptions, note: Note): Move {
  return {
    ...move,
    apply(view, state) {
      const copied = copyView(view);
      const result = move.apply(copied.copy, state);
      if (result?.mask instanceof Uint8Array) note(move.name, view, copied, result);
      if (takeBack) copied.spoil(result?.mask);
      return result;
    },
  };
}

/** The strategies of all rounds, watched one by one. */
function watchRounds(
  strategy: Strategy,
  options: WatchOptions,
  note: (rounds: readonly Watched[]) => void,
): NonNullable<Strategy['rounds']> {
  return (request) => {
    const rounds = strategy.rounds?.(request) ?? [];
    const found = rounds.map((round) => watch(round.strategy, options));
    note(found);
    return rounds.map((round, i) => ({ ...round, strategy: found[i]?.strategy ?? round.strategy }));
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
