import type { DecayName, Duration, NamePattern, Pattern, Policies, RampName, Remainder } from '@altsparse/core';

/** How many neighbours of a group stay. */
export interface GroupChoice {
  /** How many weights a sparse group keeps, 1 to `groupSize`. */
  readonly keep: number;
  /** How many neighbours along the input channels are a group. */
  readonly groupSize: number;
}

/** What all strategies of this package say of groups; each may be left out. */
export interface GroupOptions {
  /** One for each sub-net, in their order. Default: found from each target by `groupSizes`. */
  readonly patterns?: readonly GroupChoice[];
  /** A target s gets the first of these sizes with (1 − s) · size a whole number. Default [4, 8, 16, 32]. */
  readonly groupSizes?: readonly number[];
  /** Where the group size does not divide the input channels. Default `short`; SR-STE `cross`; ASP `dense`. */
  readonly remainder?: Remainder;
  /** Layers that stay dense, by name. Default: none. */
  readonly leaveDense?: NamePattern;
  /** Layers whose channels are no multiples of these stay dense. Default: 1 and 1; ASP 16 and 8. */
  readonly multiples?: {
    /** Of input channels. */
    readonly in: number;
    /** Of output channels. */
    readonly out: number;
  };
}

/** Options of SR-STE. */
export interface SrSteOptions extends GroupOptions {
  /** λ: how much of a pruned weight joins its gradient, 0 or more. Default 2e-4. With 0 it is plain STE. */
  readonly decay?: number;
  /** Period between choices of the mask. Default 1: every step. */
  readonly every?: Duration;
}

/** Options of ASP. */
export interface AspOptions extends GroupOptions {}

/** Options of AST over N:M groups. */
export interface AstNmOptions extends GroupOptions {
  /** Period between updates of one sub-net's mask. Default share(999 / 78200). */
  readonly every?: Duration;
  /** Sub-net number i has its updates i times this later. Default share(240 / 78200): 60 own steps of each of four. */
  readonly offset?: Duration;
  /** No update before this; the share of sparse groups rises from here. Default 0. */
  readonly start?: Duration;
  /** All groups are sparse from here on. Default share(150 / 200). */
  readonly until?: Duration;
  /** No update at or after this. Default share(1). */
  readonly end?: Duration;
  /** How the share of sparse groups rises. Default `cubic`. */
  readonly ramp?: RampName;
  /** Which layers compete for dense groups: none, each has the same share of them (`layer`), or all (`global`). Default `layer`. */
  readonly scope?: 'layer' | 'global';
  /** Share of a layer's dense groups that is exchanged at the start, in [0, 1]. Default 0.5. */
  readonly share?: number;
  /** What the share falls to at the end, in [0, 1]. Default 0. */
  readonly floor?: number;
  /** How the share falls. Default `cosine`. */
  readonly decay?: DecayName;
  /** Groups that stay sparse: choose their weights anew by |w| at each update, or never. Default `recompute`. */
  readonly within?: Pattern['within'];
  /** Weights outside the training sub-net's mask that are alive in another's. Default `freeze`. */
  readonly elsewhere?: Policies['elsewhere'];
  /** Weights in no mask. Default `keep`: they are ranked again. */
  readonly nowhere?: Policies['nowhere'];
  /** What a weight has that is new to the union of all masks. Default value `keep`, slot `zero`. */
  readonly grown?: Policies['grown'];
  /** Optimizer slots of maskable weights. Default `shared`. */
  readonly slots?: Policies['slots'];
}

/** Options with every default filled in; only `patterns` may be absent. */
export type Settled<Options extends GroupOptions> = Required<Omit<Options, 'patterns' | 'leaveDense'>> &
  Pick<GroupOptions, 'patterns' | 'leaveDense'>;
