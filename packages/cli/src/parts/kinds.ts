import type { ModelBuilder, PartKinds } from '@altsparse/core';
import type { Augmentation } from '@altsparse/data';
import type { DataSource } from './data-source.ts';
import type { OwnModel } from './own-model.ts';

/** The kinds of part that a config can name: those of plug-ins, and those that come with the command alone. */
export interface Kinds extends Omit<PartKinds, 'models'> {
  /** Graphs by name, and files that hold a model. */
  readonly models: ModelBuilder | OwnModel;
  /** What to learn. */
  readonly data: DataSource;
  /** Changes of training images. */
  readonly augmentations: Augmentation;
}

/** A kind's key. */
export type Kind = keyof Kinds;

/** What to call one part of each kind. */
export const kindNames: Readonly<Record<Kind, string>> = {
  data: 'data set',
  models: 'model',
  strategies: 'strategy',
  schedulers: 'scheduler',
  surgery: 'surgery',
  optimizers: 'optimizer',
  learningRates: 'learning rate',
  losses: 'loss',
  augmentations: 'augmentation',
  moves: 'move',
  scores: 'score',
  ramps: 'ramp',
  decays: 'decay',
  distributions: 'distribution',
  observers: 'observer',
};

/** All kinds, in the order of lists. */
export const allKinds: readonly Kind[] = Object.keys(kindNames) as Kind[];
