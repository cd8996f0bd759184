import type { Distribution, DistributionName, Duration, LayerOverride, Ramp, RampName } from '@altsparse/core';

/** Options of a static random mask; each may be left out. */
export interface StaticRandomOptions {
  /** How the sparsity is spread over layers. Default `erk`. */
  readonly distribution?: DistributionName | Distribution;
  /** Layers with a sparsity of their own. Default: none. */
  readonly overrides?: readonly LayerOverride[];
}

/** Options of a pruning that happens once, at the stage's start; each may be left out. */
export interface OneShotOptions {
  /** Which layers compete: all of them, or each keeps its count by a distribution. Default `global`. */
  readonly scope?: 'global' | DistributionName | Distribution;
  /** Layers with a sparsity of their own. Default: none. */
  readonly overrides?: readonly LayerOverride[];
}

/** Options of gradual magnitude pruning; each may be left out. */
export interface GmpOptions {
  /** Period between prunings. Default share(999 / 62560). */
  readonly every?: Duration;
  /** No pruning before this; the ramp starts here. Default 0. */
  readonly start?: Duration;
  /** The ramp ends here, and with it all change. Default share(110 / 160). */
  readonly until?: Duration;
  /** How the sparsity rises. Default `cubic`. */
  readonly ramp?: RampName | Ramp;
  /** Which layers compete: all of them, or each keeps its count by a distribution. Default `uniform`. */
  readonly scope?: 'global' | DistributionName | Distribution;
  /** Layers with a sparsity of their own at the target. Default: none. */
  readonly overrides?: readonly LayerOverride[];
}

/** Options of a lottery ticket; each may be left out. */
export interface LotteryOptions {
  /** Part of the remaining weights that each round prunes, above 0 and below 1. Default 0.2. */
  readonly share?: number;
  /** Which moment of the first round each later one goes back to. Default 0: the first weights. */
  readonly rewindTo?: Duration;
}

/** A static random mask's options as plain data. */
export type StaticRandomSettings = Omit<StaticRandomOptions, 'distribution'> & {
  /** How the sparsity is spread over layers. */
  readonly distribution?: DistributionName;
};

/** Options of a pruning that happens once, as plain data. */
export type OneShotSettings = Omit<OneShotOptions, 'scope'> & {
  /** Which layers compete. */
  readonly scope?: 'global' | DistributionName;
};

/** Gradual magnitude pruning's options as plain data. */
export type GmpSettings = Omit<GmpOptions, 'scope' | 'ramp'> & {
  /** Which layers compete. */
  readonly scope?: 'global' | DistributionName;
  /** How the sparsity rises. */
  readonly ramp?: RampName;
};
