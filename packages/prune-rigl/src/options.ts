import type {
  Decay,
  DecayName,
  Distribution,
  DistributionName,
  Duration,
  LayerOverride,
  Policies,
} from '@altsparse/core';

/** What all strategies of this package have: first masks and when masks change. Sub-nets start at their targets. */
export interface CommonOptions {
  /** How the first mask is spread over layers; weights are drawn at random. */
  readonly distribution?: DistributionName | Distribution;
  /** Layers with a sparsity of their own. Default: none. */
  readonly overrides?: readonly LayerOverride[];
  /** Period between updates of one sub-net's mask. */
  readonly every?: Duration;
  /** Sub-net number i has its updates i times this later. Default 0. */
  readonly offset?: Duration;
  /** No update before this. Default 0. */
  readonly start?: Duration;
  /** No update at or after this. */
  readonly end?: Duration;
  /** What a weight has that is new to the union of all masks. */
  readonly grown?: Policies['grown'];
}

/** Options of SET and RigL, and of their ITOP settings; each may be left out. */
export interface ExchangeStrategyOptions extends CommonOptions {
  /** Share of a layer's weights that is exchanged at the start, in [0, 1]. Default 0.3; ITOP 0.5. */
  readonly share?: number;
  /** What the share falls to, in [0, 1]. Default 0; ITOP 0.005. */
  readonly floor?: number;
  /** How the share falls. Default `constant` for SET, `cosine` for the others. */
  readonly decay?: DecayName | Decay;
  /** What the share falls over: the stage, or the updates from `start` to `end`. Default `updates` for RigL, `stage` for the others. */
  readonly over?: 'stage' | 'updates';
  /** How a share of weights becomes a whole number. Default `up`; RigL `down`. */
  readonly rounding?: 'up' | 'down';
  /** Where in the step. Default `afterUpdate`; RigL `insteadOfUpdate`. `forward` is for SET alone: RigL needs a gradient. */
  readonly place?: 'forward' | 'update' | 'insteadOfUpdate' | 'afterUpdate';
}

/** Options of SNFS; each may be left out. */
export interface SnfsOptions extends CommonOptions {
  /** Share of a layer's weights that is dropped at the start, in [0, 1]. Default 0.5. */
  readonly share?: number;
  /** What the share falls to at the stage's end, in [0, 1]. Default 0.005. */
  readonly floor?: number;
  /** How the share falls. Default `cosine`. */
  readonly decay?: DecayName | Decay;
  /** The optimizer's slot that is the momentum: `momentum` of SGD, `first-moment` of AdamW. Default `momentum`. */
  readonly slot?: string;
  /** `true`: layers give to each other by their mean momentum; `false`: each grows what it dropped. Default true. */
  readonly redistribute?: boolean;
  /** Largest part of a layer's inactive weights that one update grows while other layers have room. Default 0.99. */
  readonly cap?: number;
}

/** From when on DSR updates less often. */
export interface Slowdown {
  /** Part of the stage at which it begins, from 0 to 1. */
  readonly from: number;
  /** From there on only each so manieth update happens, counted from the stage's beginning. A whole number from 1. */
  readonly times: number;
}

/** Options of DSR; each may be left out. */
export interface DsrOptions extends CommonOptions {
  /** The first threshold, above 0. Default 0.001. */
  readonly threshold?: number;
  /** How many weights an update should drop, as a share of all maskable ones. Default 20000 / 1451520. */
  readonly wanted?: number;
  /** How far off that number the threshold stays as it is. Default 0.1. */
  readonly band?: number;
  /** What the threshold is divided or multiplied by. Default 2. */
  readonly factor?: number;
  /** From when on updates come less often. Default: 2, 4 and 8 times less from 25, 80 and 140 of 200 epochs. */
  readonly slower?: readonly Slowdown[];
}

/** What configs may say where code may give a function: names alone. */
export interface PartNames {
  /** How the first mask is spread over layers. */
  readonly distribution?: DistributionName;
  /** How the share falls. */
  readonly decay?: DecayName;
}

/** Options of SET and RigL as plain data. */
export type ExchangeStrategySettings = Omit<ExchangeStrategyOptions, keyof PartNames> & PartNames;
/** Options of SNFS as plain data. */
export type SnfsSettings = Omit<SnfsOptions, keyof PartNames> & PartNames;
/** Options of DSR as plain data. */
export type DsrSettings = Omit<DsrOptions, 'distribution'> & Pick<PartNames, 'distribution'>;
