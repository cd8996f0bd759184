import type { RandomStream } from '../random.ts';
import type { MoveFacts } from './facts.ts';
import type { MaskLayer } from './layer.ts';

/** Where a sub-net stands in its timetable. */
export interface MaskEvent {
  /** Number of the event in the sub-net's timetable; 0 for the initial mask. */
  readonly k: number;
  /** Progress of the ramp, from 0 to 1. */
  readonly progress: number;
  /** Step of the stage. */
  readonly step: number;
  /** Steps in the stage. */
  readonly steps: number;
}

/** All that a move or a score may read. Nothing of it may be changed. */
export interface MaskView {
  /** `[n]`: masters at every maskable position, also where the mask is 0. */
  readonly weights: Float32Array;
  /** `[n]`: the mask as the moves before this one left it. */
  readonly mask: Uint8Array;
  /** `[n]`: the mask before this event. */
  readonly before: Uint8Array;
  /** `[n]`: dense gradient of this step's loss; there when a move or score asks for it. */
  readonly gradient: Float32Array | undefined;
  /** An optimizer slot at every maskable position, by name; undefined if the optimizer has none such. */
  slot(name: string): Float32Array | undefined;
  /** The maskable tensors. */
  readonly layers: readonly MaskLayer[];
  /** Which sub-net. */
  readonly subnet: number;
  /** The sparsity that it starts with. */
  readonly initialSparsity: number;
  /** The sparsity that it is to reach. */
  readonly targetSparsity: number;
  /** Which event. */
  readonly event: MaskEvent;
  /** Random numbers for a purpose, derived from (seed, purpose, step, sub-net); the same for all sub-nets if asked. */
  random(purpose: string, subnets?: 'own' | 'shared'): RandomStream;
}

/** What a part must be given beside the weights. */
export type MaskNeed = 'gradient';

/** One number per weight; the larger, the more worth keeping or growing. */
export interface Score {
  /** For records and messages. */
  readonly name: string;
  /** `['gradient']` if it reads the dense gradient. Default: nothing. */
  readonly needs?: readonly MaskNeed[];
  /** Names of the optimizer's slots that it reads, for tables. Default: none. */
  readonly slots?: readonly string[];
  /** Does it draw random numbers alone? For tables. Default: no. */
  readonly random?: boolean;
  /** @returns `[n]`, a new array or one of the view's. */
  score(view: MaskView): Float32Array;
}

/** What a move gives back. */
export interface MoveResult {
  /** `[n]`: a new mask. */
  readonly mask: Uint8Array;
  /** What the move wants to know next time: a plain tree. Absent: nothing. */
  readonly state?: unknown;
}

/** One change of one sub-net's mask. */
export interface Move {
  /** For records and messages. */
  readonly name: string;
  /** What it reads beside the weights. */
  readonly needs?: readonly MaskNeed[];
  /** Does it bring the mask to the target by the ramp's end? Then a run too short for its ramp is refused. */
  readonly reachesTarget?: boolean;
  /** For a move that reaches the target: the sparsity that it asks for on the way there, for plans. */
  sparsityAt?(progress: number, initial: number, target: number): number;
  /** Which weights it ranks, if it says so: those of the mask, or all, stale ones too (`plan` warns of it). */
  readonly ranks?: 'active' | 'all';
  /** What it does, in words, for tables. Absent: tables give its name alone. */
  readonly facts?: MoveFacts;
  /**
   * Makes a new mask of what the view shows.
   *
   * @param view - Read only.
   * @param state - What it gave back last time for this sub-net; undefined at first.
   */
  apply(view: MaskView, state: unknown): MoveResult;
}
