import type { Duration } from '../schedule/duration.ts';
import type { Timetable } from '../schedule/timetable.ts';
import type { MaskLayer } from './layer.ts';
import type { Move } from './move.ts';

/** What happens to weights that a training sub-net's mask leaves out. */
export interface Policies {
  /**
   * Weights outside the training sub-net's mask that are alive in another's: `freeze`, nothing ("only updates the active
   * connections"); `decay`, weight decay alone; `coast`, the whole update with gradient 0, so momentum goes on (the
   * paper's released code). Default `freeze`.
   */
  readonly elsewhere: 'freeze' | 'decay' | 'coast';
  /**
   * Weights in no sub-net's mask: `zero`, value and slots become 0 when the last sub-net lets go; `keep`, left as they
   * are; `coast`, the whole update with gradient 0 (the paper's released code); `{ decay }`, value falls by learning
   * rate × decay × value each step, or, where gradients pass straight through, decay × value joins the gradient (SR-STE).
   * Default `zero`.
   */
  readonly nowhere:
    | 'zero'
    | 'keep'
    | 'coast'
    | {
        /** Weight decay, as a rate. */
        readonly decay: number;
      };
  /** What a weight has that is new to the union of all masks. One that lives in another sub-net keeps both. Default zero, zero. */
  readonly grown: {
    /** Its weight. */
    readonly value: 'zero' | 'keep';
    /** Its optimizer slots. */
    readonly slot: 'zero' | 'keep';
  };
  /** Optimizer slots of maskable weights: one set for all sub-nets, or one for each. Default `shared`. */
  readonly slots: 'shared' | 'perSubnet';
}

/** The paper's reading. */
export const defaultPolicies: Policies = {
  elsewhere: 'freeze',
  nowhere: 'zero',
  grown: { value: 'zero', slot: 'zero' },
  slots: 'shared',
};

/** Makes the masks of several sub-nets obey a rule, after any of them changed. Returns new masks, or the same where nothing changed. */
export interface Relation {
  /** For records and messages. */
  readonly name: string;
  /** Does it put each mask inside the one before? Then no sub-net may have a smaller target than the one before. */
  readonly nested?: boolean;
  /**
   * Makes the masks obey.
   *
   * @param masks - One per sub-net.
   * @param weights - Masters, `[n]`.
   * @param scene - What there is beside them.
   */
  relate(masks: readonly Uint8Array[], weights: Float32Array, scene: RelationScene): readonly Uint8Array[];
}

/** What a relation may know beside masks and weights. */
export interface RelationScene {
  /** The masks before this event, those of sub-nets that did not change the same arrays as now; absent for first masks. */
  readonly before: readonly Uint8Array[] | undefined;
  /** The maskable tensors. */
  readonly layers: readonly MaskLayer[];
}

/**
 * What a strategy promises of its masks, beyond what holds for all (one weight at least in each layer):
 *
 * - `exactCount`: after each event exactly round(n · (1 − s)) weights are kept, s being what its ramp asks for;
 * - `thresholdCount`: so many at most, because all ties at a threshold fall, and a layer may be left with none;
 * - `layerCounts`: each layer keeps the count of its first mask;
 * - `fixedMask`: the first mask stays;
 * - `nested`: the mask of a sub-net lies inside those of all less sparse ones;
 * - `pattern`: each mask has its pattern, such as N:M groups.
 *
 * Where a strategy asks for rounds, these hold within each. Neither `exactCount` nor `thresholdCount`: counts follow the data. The kit in `@altsparse/testing` tests what is promised.
 */
export type Invariant = 'exactCount' | 'thresholdCount' | 'layerCounts' | 'fixedMask' | 'nested' | 'pattern';
/** As `initialSparsity`: the largest number below 1, above every target, so that each sub-net starts at its own. */
export const atTarget: number = 1 - Number.EPSILON / 2;

/** One of the stages that a strategy asks for in place of one. */
export interface Round {
  /** What is added to the stage's name. */
  readonly name: string;
  /** Sparsity that each sub-net is to reach in it, in the order of sub-nets. */
  readonly sparsities: readonly number[];
  /** How its masks begin and change; its own `rounds` count for nothing. */
  readonly strategy: Strategy;
  /**
   * Goes back to weights, slots and statistics that the first round had at this point, under its own masks, and repeats
   * the first round from there: same batches, same rates. Absent: goes on from the round before.
   */
  readonly rewindTo?: Duration;
}

/** What rounds are worked out from. */
export interface RoundsRequest {
  /** Target sparsity of each sub-net. */
  readonly targets: readonly number[];
  /** How many maskable weights the model has. */
  readonly weights: number;
}

/** How masks begin and change: a record of parts. */
export interface Strategy {
  /** For records and messages. */
  readonly name: string;
  /** Sparsity of the first masks; a sub-net starts at the smaller of this and its target. In [0, 1). */
  readonly initialSparsity: number;
  /** Makes the first mask. */
  readonly initial: Move;
  /** When masks change; absent: never. */
  readonly timetable?: Timetable;
  /** What happens then, one after the other. */
  readonly moves: readonly Move[];
  /** After any mask changed. Absent: none. */
  readonly relation?: Relation;
  /** Where they differ from `defaultPolicies`. */
  readonly policies?: Partial<Policies>;
  /** `restricted` (default): only active weights get a gradient; `straightThrough`: every weight does. */
  readonly gradient?: 'restricted' | 'straightThrough';
  /** What it promises of its masks. Default: nothing. */
  readonly invariants?: readonly Invariant[];
  /**
   * The stage is run several times, as these rounds, one or more; each has the stage's other parts, and its length as far
   * as it repeats it. Absent: once, as this strategy says itself.
   */
  rounds?(request: RoundsRequest): readonly Round[];
  /**
   * Looks over the targets of a stage's sub-nets before it begins. Absent: any will do.
   *
   * @throws AltsparseError if the strategy cannot reach one of them.
   */
  checkTargets?(targets: readonly number[]): void;
}
