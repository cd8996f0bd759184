import type { ConflictShare } from './conflict-count.ts';

/** What a conflict summary counts. Print it beside the numbers. */
export const CONFLICT_RULE =
  "One inner product for each step, layer and pair of sub-nets that surgery compared (the first sub-net of a round has none); over maskable weights: the gradient inside its sub-net's mask with the other's as it was remembered; layers count alike, whatever their size ('*': all layers as one vector); negative is below 0, and 0 is not; all steps of all stages count.";

/** What makes a step a conflicting one. Print it beside the number. */
export const CONFLICTING_STEP_RULE =
  "A sub-net's step conflicts if its inner product with the gradient that it was compared with, summed over layers and before any correction, is negative; steps without a comparison (the first of a round) are not counted.";

/** A layer's shares. */
export interface LayerShare extends ConflictShare {
  /** Its name, or `*` for all together. */
  readonly layer: string;
}

/** The shares of two sub-nets. */
export interface PairShare extends ConflictShare {
  /** Whose gradient. */
  readonly subnet: number;
  /** Whose it was compared with. */
  readonly against: number;
  /** By layer. */
  readonly layers: readonly LayerShare[];
  /** By step: the products of all layers added up, one sum a step. */
  readonly steps: ConflictShare;
}

/** The shares of a stretch of time. */
export interface WindowShare extends ConflictShare {
  /** Number of the stage. */
  readonly stage: number;
  /** First step of the window in the stage. */
  readonly step: number;
}

/** Shares of negative inner products: the numbers behind the paper's Figure 4. Plain data. */
export interface ConflictReport {
  /** `CONFLICT_RULE`. */
  readonly rule: string;
  /** All products. */
  readonly overall: ConflictShare;
  /** By layer, over all pairs. */
  readonly layers: readonly LayerShare[];
  /** By pair of sub-nets. */
  readonly pairs: readonly PairShare[];
  /** Over time. */
  readonly windows: readonly WindowShare[];
}
