import type { z } from 'zod';
import type { Graph } from '../graph/graph.ts';
import type { Observer } from '../loop/events.ts';
import type { Loss } from '../loss/loss.ts';
import type { Decay, Ramp } from '../mask/curve.ts';
import type { Distribution } from '../mask/distribution.ts';
import type { Move, Score } from '../mask/move.ts';
import type { Strategy } from '../mask/strategy.ts';
import type { Optimizer } from '../optimizer/optimizer.ts';
import type { RateSchedule } from '../schedule/learning-rate.ts';
import type { Scheduler } from '../schedule/scheduler.ts';
import type { Surgery } from '../surgery/surgery.ts';

/** One part that a config can name. */
export interface Contribution<Part> {
  /** What configs write: `'projection'`. Kebab case. */
  readonly name: string;
  /** One line for lists and cards. */
  readonly summary: string;
  /** Paper and equation, or where else it comes from. */
  readonly source: string;
  /** Schema of its options; every option has a default or is required, unknown ones are errors. */
  readonly options: z.ZodType;
  /** Makes the part from options that the schema has accepted. */
  create(options: never): Part;
}

/** A contribution whose options are typed by its schema; use it to write one down. */
export function contribute<Options extends z.ZodType, Part>(
  contribution: Omit<Contribution<Part>, 'options' | 'create'> & {
    readonly options: Options;
    create(options: z.output<Options>): Part;
  },
): Contribution<Part> {
  return contribution as unknown as Contribution<Part>;
}

/** A ready set of values for a whole experiment, as data. */
export interface Preset {
  /** What configs write: `preset: 'ast-gc'`. */
  readonly name: string;
  /** One line. */
  readonly summary: string;
  /** Where each number comes from: config path to source. */
  readonly sources: Readonly<Record<string, string>>;
  /** Values of an experiment; what a config says itself goes before them. */
  readonly values: Readonly<Record<string, unknown>>;
}

/** What a model contribution makes: a graph, from the data's shape. */
export type ModelBuilder = (data: {
  readonly shape: readonly [number, number, number];
  readonly classes: number;
}) => Graph;

/** What an observer may know of its run before the first event. */
export interface ObservedRun {
  /** The run's folder, absolute: relative paths in options are meant within it. Nothing else may be changed there. */
  readonly folder: string;
  /** The engine that computes: `'tfjs-node'`. */
  readonly engine: string;
  /** The run's seed. */
  readonly seed: number;
  /** Where a run that was stopped goes on: the first step whose events come now. Absent for a new run. */
  readonly from?: {
    /** Number of the stage. */
    readonly stage: number;
    /** Step of the stage. */
    readonly step: number;
  };
}

/** What an observer contribution makes: an observer, once the run has a folder. */
export interface ObserverBuilder {
  /** Makes it. */
  (run: ObservedRun): Observer | Promise<Observer>;
  /** Throws if the observer cannot work on an engine (`wasm`): asked before there is a folder. Absent: it works on any. */
  readonly check?: (engine: string) => void;
}

/** The kinds of part that plug-ins contribute, by the key in `contributes`. */
export interface PartKinds {
  /** Initial mask, timetable, moves, policies. */
  readonly strategies: Strategy;
  /** One change of one mask. */
  readonly moves: Move;
  /** One number per weight. */
  readonly scores: Score;
  /** How sparsity rises. */
  readonly ramps: Ramp;
  /** How a share falls. */
  readonly decays: Decay;
  /** How sparsity is spread over layers. */
  readonly distributions: Distribution;
  /** Who trains when. */
  readonly schedulers: Scheduler;
  /** What happens to gradients that meet. */
  readonly surgery: Surgery;
  /** How gradients change weights. */
  readonly optimizers: Optimizer;
  /** The learning rate over time. */
  readonly learningRates: RateSchedule;
  /** What is made small. */
  readonly losses: Loss;
  /** Graphs. */
  readonly models: ModelBuilder;
  /** Readers of events. */
  readonly observers: ObserverBuilder;
}

/** A set of parts under one name. */
export interface Plugin {
  /** The package's name. */
  readonly name: string;
  /** The parts, by kind. */
  readonly contributes: { readonly [Kind in keyof PartKinds]?: readonly Contribution<PartKinds[Kind]>[] } & {
    /** Ready values for whole experiments. */
    readonly presets?: readonly Preset[];
  };
}

/** Writes down a plug-in; it is checked by type alone. */
export function definePlugin(plugin: Plugin): Plugin {
  return plugin;
}
