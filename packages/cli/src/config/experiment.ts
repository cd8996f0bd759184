import type { Duration, NamePattern, NormalisationRule, SubnetSpec, WeightDecay } from '@altsparse/core';
import type { CheckpointCadence } from '@altsparse/core/node';
import type { EngineChoice, SwitchChoice } from './engine-choice.ts';

/** A part by name, or by name with options: `{ use: 'cosine', peak: 0.1 }`. */
export type PartChoice =
  | string
  | {
      /** The part's name. */
      readonly use: string;
      readonly [option: string]: unknown;
    };

/** A model of one's own: a module, or a saved LayersModel. */
export interface ModelFile {
  /** From the config's folder: a module that exports the model by default, or `model.json` of a saved LayersModel, or its folder. */
  readonly file: string;
  /** First weights: those of the file, or drawn by the run's seed. Default: `file` for a saved model, `seed` for a module. */
  readonly weights?: 'file' | 'seed';
  /** Layers of a LayersModel that no mask covers. Default: the first convolution. */
  readonly leaveDense?: NamePattern;
  /** SHA-256 of the file; a file with another is refused. Default: whatever it is. It counts for the run's identity. */
  readonly sha256?: string;
}

/** What a stage of a chain may say otherwise than the experiment. */
export type StageKey =
  | 'subnets'
  | 'scheduler'
  | 'strategy'
  | 'surgery'
  | 'optimizer'
  | 'learningRate'
  | 'weightDecay'
  | 'clipNorm'
  | 'accumulate'
  | 'loss'
  | 'epochs'
  | 'steps'
  | 'normalisation'
  | 'evaluateEvery'
  | 'unreached';

/** What is of a stage alone. */
interface StagePlace {
  /** What progress and events call it. */
  readonly name?: string | undefined;
  /**
   * What it begins with: `fresh` weights; what the stage before left (`previous`); or the weights that an earlier stage, by
   * number from 0 or by name, had before a step, under the masks of the stage before. Default: `fresh` for the first stage,
   * `previous` for others.
   */
  readonly start?:
    | 'fresh'
    | 'previous'
    | {
        /** Its number, counted from 0, or its name. */
        readonly stage: number | string;
        /** Before which of its steps. */
        readonly step: number;
      }
    | undefined;
  /** The first masks: the strategy's own (`strategy`, the default), or those that the stage before left (`previous`). */
  readonly masks?: 'strategy' | 'previous' | undefined;
}

/** One stage of a chain: what it leaves out is as the experiment says. */
export interface ExperimentStage extends StagePlace, Pick<Experiment, StageKey> {}

/** One experiment, as a person writes it. What is left out has a default; `altsparse plugins` lists the parts. */
export interface Experiment {
  /** Ready values; what this config says itself goes before them. */
  readonly preset?: string;
  /** More plug-ins: packages by name, files by path (from this file). */
  readonly plugins?: readonly string[];
  /** What to learn: a data set by name. */
  readonly data?: PartChoice;
  /** Which net: by name, its input and its classes come from the data; or a file. */
  readonly model?: PartChoice | ModelFile;
  /** Sub-nets, least sparse first; a bare number is a target sparsity, in [0, 1). */
  readonly subnets?: readonly SubnetSpec[];
  /** Who trains when. Default `alternating`. */
  readonly scheduler?: PartChoice;
  /** How masks begin and change. */
  readonly strategy?: PartChoice;
  /** What happens to gradients that meet. Default `none`. */
  readonly surgery?: PartChoice;
  /** How gradients change weights. Default `sgd` with momentum 0.9. */
  readonly optimizer?: PartChoice;
  /** A number is a constant rate. Default `cosine` from 0.1. */
  readonly learningRate?: number | PartChoice;
  /** Rate, or rate and the parameters that are left out. Default 0. */
  readonly weightDecay?: WeightDecay;
  /** Largest norm of a step's gradient. Default: no limit. */
  readonly clipNorm?: number;
  /** Batches whose gradients are averaged in a step. Default 1. */
  readonly accumulate?: number;
  /** What is made small. Default `cross-entropy`. */
  readonly loss?: PartChoice;
  /** Length in passes over the training data. Either this or `steps`. */
  readonly epochs?: number;
  /** Length in steps. */
  readonly steps?: number;
  /** A run in several stages, one after the other. Default: one, as the experiment itself says. */
  readonly stages?: readonly ExperimentStage[];
  /** Images in a batch. Default 128. */
  readonly batchSize?: number;
  /** What sub-nets share of each normalisation; the first rule that fits decides. Default: nothing, all private. */
  readonly normalisation?: readonly NormalisationRule[];
  /** Changes of training images: `usual`, what is customary for the data set (default); `none`; or a list. */
  readonly augment?: 'usual' | 'none' | readonly PartChoice[];
  /** Share of the training images that is set aside, drawn by seed; evaluation during training is then on them. Default: none. */
  readonly validation?:
    | number
    | {
        /** Part of the training images, between 0 and 1. */
        readonly share: number;
        /** Draws them. Default 0. */
        readonly seed?: number;
      };
  /** One seed: all random decisions follow from it. Default 0. */
  readonly seed?: number;
  /** Several seeds: as many runs. */
  readonly seeds?: readonly number[];
  /** Which engine computes. Default `auto`: TensorFlow while a sub-net is nearly dense, the sparse engine from `switchAt` on. */
  readonly engine?: EngineChoice;
  /**
   * With `auto`: the sparsity of a sub-net from which the sparse engine computes it, 0 to 1; `stated` (default): where both
   * engines are native 0.5, or 0 with AVX2 or AVX-512 and a model that is small, or mostly of 3x3 convolutions on images that are not small; or
   * `measured`, by a short timing of both when the run is built.
   */
  readonly switchAt?: SwitchChoice;
  /** Numbers of the sparse engine: `fp32` (default), or `mixed`: 16 bits in memory, sums in 32, on processors that have it. */
  readonly precision?: 'fp32' | 'mixed';
  /** Threads of TensorFlow's library and of the sparse kernels. Default: one per processor. */
  readonly threads?: number;
  /** How often sub-nets are evaluated. Default: after each epoch; always at the end. */
  readonly evaluateEvery?: Duration;
  /** A sub-net cannot reach its sparsity: refuse the run (default), or go on. */
  readonly unreached?: 'refuse' | 'allow';
  /** Readers of events. Default: none beside the command's own. */
  readonly observers?: readonly PartChoice[];
  /** What is kept of the run while it goes on. */
  readonly checkpoint?: {
    /** How often: a duration, or minutes. Always at the end and when it is stopped. Default: 5 minutes. */
    readonly every?: CheckpointCadence;
    /** How many of the last ones stay. Default 2. */
    readonly keep?: number;
    /** Also keep the best by the accuracy on the validation part: of a sub-net by name, or the `mean` of all. Default: `mean` where there is a validation part, else `none`. */
    readonly best?: string;
  };
  /** Write down what each part did, step by step, in `trace.jsonl`. Default false. */
  readonly trace?: boolean;
  /** Begin with the weights of another run. Default: drawn by seed. */
  readonly init?: {
    /** A run's folder (its last weights), or a file: a checkpoint or weights. Relative to the config file. */
    readonly from: string;
  };
}

/** A part with every option filled in. */
export interface ResolvedPart {
  /** Its name. */
  readonly use: string;
  /** Its options. */
  readonly [option: string]: unknown;
}

/** One experiment with every default filled in: plain data, and itself a valid config that resolves to the same. */
export interface ResolvedExperiment {
  /** Names, and absolute paths. */
  readonly plugins: readonly string[];
  /** What to learn. */
  readonly data: ResolvedPart;
  /** Which net. */
  readonly model: ResolvedPart;
  /** Sub-nets. */
  readonly subnets: readonly { readonly name: string; readonly sparsity: number }[];
  /** Who trains when. */
  readonly scheduler: ResolvedPart;
  /** How masks begin and change. */
  readonly strategy: ResolvedPart;
  /** What happens to gradients that meet; `{ use: 'none' }`: nothing. */
  readonly surgery: ResolvedPart;
  /** How gradients change weights. */
  readonly optimizer: ResolvedPart;
  /** The rate over time. */
  readonly learningRate: ResolvedPart;
  /** Weight decay. */
  readonly weightDecay: WeightDecay;
  /** Largest norm of a gradient. */
  readonly clipNorm?: number | undefined;
  /** Batches in a step. */
  readonly accumulate: number;
  /** What is made small. */
  readonly loss: ResolvedPart;
  /** Length in epochs, or `steps`. */
  readonly epochs?: number | undefined;
  /** Length in steps. */
  readonly steps?: number | undefined;
  /** Stages, each with every key; absent: one, as the experiment itself says. */
  readonly stages?: readonly ResolvedStage[] | undefined;
  /** Images in a batch. */
  readonly batchSize: number;
  /** Rules for normalisation. */
  readonly normalisation: NonNullable<Experiment['normalisation']>;
  /** Changes of training images. */
  readonly augment: 'usual' | 'none' | readonly ResolvedPart[];
  /** What is set aside. */
  readonly validation?: { readonly share: number; readonly seed: number } | undefined;
  /** One run each. */
  readonly seeds: readonly number[];
  /** Which engine computes. */
  readonly engine: EngineChoice;
  /** Where engines change. */
  readonly switchAt: SwitchChoice;
  /** Numbers of the sparse engine. */
  readonly precision: 'fp32' | 'mixed';
  /** Threads of TensorFlow's library and of the sparse kernels. */
  readonly threads?: number | undefined;
  /** How often sub-nets are evaluated. */
  readonly evaluateEvery: Duration;
  /** What to do about targets out of reach. */
  readonly unreached: 'refuse' | 'allow';
  /** Readers of events. */
  readonly observers: readonly ResolvedPart[];
  /** What is kept of the run while it goes on. */
  readonly checkpoint: {
    readonly every: CheckpointCadence;
    readonly keep: number;
    readonly best: string;
  };
  /** Is a trace written? */
  readonly trace: boolean;
  /** Weights to begin with: an absolute path, and the SHA-256 of the file, so that other weights are another run. */
  readonly init?: { readonly from: string; readonly sha256?: string | undefined } | undefined;
}

/** One stage with every default filled in. */
export interface ResolvedStage extends StagePlace, Pick<ResolvedExperiment, StageKey> {}

/**
 * Writes down an experiment in a config file, with help from the editor; it is checked when it is loaded.
 *
 * @example
 * export default defineExperiment({ data: 'digits', model: 'small-conv', subnets: [0.9, 0.95], strategy: 'ast', epochs: 8 });
 */
export function defineExperiment(values: Experiment): Experiment {
  return values;
}
