import type {
  Decay,
  DecayName,
  Distribution,
  DistributionName,
  Duration,
  LayerOverride,
  Policies,
  Ramp,
  RampName,
  Score,
  Threshold,
  Timetable,
} from '@altsparse/core';

/** Options of GraNet; each may be left out. Parts may be given by name or, in code, as functions. */
export interface GranetOptions {
  /** Sparsity of the first mask, in [0, 1); a sub-net starts at the smaller of this and its target. Default 0: dense. */
  readonly initialSparsity?: number;
  /** How the first mask is spread over layers; weights are drawn at random. Default `erk`. */
  readonly distribution?: DistributionName | Distribution;
  /** Layers with a sparsity of their own. Default: none. */
  readonly overrides?: readonly LayerOverride[];
  /** Period between updates of one sub-net's mask. Default share(999 / 62560). */
  readonly every?: Duration;
  /** Sub-net number i has its updates i times this later. Default 0 for GraNet, share(300 / 62560) for AST. */
  readonly offset?: Duration;
  /** No update before this; the ramp starts here. Default 0. */
  readonly start?: Duration;
  /** The ramp ends here; exchange goes on. Default share(110 / 160). */
  readonly until?: Duration;
  /** No update at or after this. Default share(1). */
  readonly end?: Duration;
  /** How the sparsity rises from the initial to the target. Default `cubic`. */
  readonly ramp?: RampName | Ramp;
  /** Which layers compete when weights are pruned: all of them, or each keeps its count by a distribution. Default `global`. */
  readonly scope?: 'global' | DistributionName | Distribution;
  /** Which weights compete to stay: those of the mask, or all, stale ones too. Default `active`. */
  readonly rank?: 'active' | 'all';
  /**
   * Exact counts, or what lies strictly above a threshold: one weight less, fewer with ties; it goes with scope `global`
   * alone, without overrides. Default `exact`.
   */
  readonly threshold?: Threshold;
  /** Updates after the ramp's end prune to the target still, or leave that. All one unless `rank` is `all`. Default `prune`. */
  readonly afterRamp?: 'prune' | 'leave';
  /** Share of a layer's weights that is exchanged at the start, in [0, 1]. Default 0.5. */
  readonly share?: number;
  /** What the share falls to at the end, in [0, 1]. Default 0. */
  readonly floor?: number;
  /** How the share falls. Default `cosine`. */
  readonly decay?: DecayName | Decay;
  /** Which inactive weights are grown: those with the largest. Default `gradient-magnitude`, of the dense gradient. */
  readonly grow?: GrowName | Score;
}

/** Options of AST: those of GraNet, and what happens to weights that a sub-net leaves out. */
export interface AstOptions extends GranetOptions {
  /** Weights outside the training sub-net's mask that are alive in another's. Default `freeze`. */
  readonly elsewhere?: Policies['elsewhere'];
  /** Weights in no mask. Default `zero`. */
  readonly nowhere?: Policies['nowhere'];
  /** What a weight has that is new to the union of all masks. Default value and slot zero. */
  readonly grown?: Policies['grown'];
  /** Optimizer slots of maskable weights. Default `shared`. */
  readonly slots?: Policies['slots'];
  /**
   * `nd`, non-disjoint: each sub-net prunes and grows on its own. `cs`, completely subset: only the first grows; each other
   * is the largest by magnitude inside the one before, made anew whenever that changes. Default `nd`.
   */
  readonly relation?: 'nd' | 'cs';
  /** Which sub-nets start sparse: all by the same draw, or the first alone, the others dense until their first update. Default `all`. */
  readonly firstMasks?: 'all' | 'first';
  /** What updates are counted by; see `Timetable`. Default `steps`. */
  readonly clock?: NonNullable<Timetable['clock']>;
  /** Where in the step masks change: before the update, or after it as in GraNet. Default `update`. */
  readonly place?: 'update' | 'afterUpdate';
}

/** Scores for growth that options call by name. */
export type GrowName = 'gradient-magnitude' | 'forward-gradient' | 'random';

/** What configs may say where code may give a function: names alone. */
export interface PartNames {
  /** How the first mask is spread over layers. */
  readonly distribution?: DistributionName;
  /** How the sparsity rises. */
  readonly ramp?: RampName;
  /** Which layers compete. */
  readonly scope?: 'global' | DistributionName;
  /** How the share falls. */
  readonly decay?: DecayName;
  /** Which weights are grown. */
  readonly grow?: GrowName;
}

/** GraNet's options as plain data. */
export type GranetSettings = Omit<GranetOptions, keyof PartNames> & PartNames;
/** AST's options as plain data. */
export type AstSettings = Omit<AstOptions, keyof PartNames> & PartNames;
