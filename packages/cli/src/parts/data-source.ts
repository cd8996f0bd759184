import type { BatchSource } from '@altsparse/core';
import type { Augmentation } from '@altsparse/data';

/** What to learn: described without being read, and read as batches. */
export interface DataSource {
  /** Height, width and channels of every image. */
  readonly shape: readonly [number, number, number];
  /** How many classes. */
  readonly classes: number;
  /** Images in the train part. */
  readonly trainImages: number;
  /** Images in the test part. */
  readonly testImages: number;
  /** Images in the validation part that the data itself brings, if it does. */
  readonly validationImages?: number;
  /** Makes the batches of a run; whoever asks disposes them. */
  batches(request: BatchesRequest): Promise<RunBatches>;
}

/** What a run asks of its data. */
export interface BatchesRequest {
  /** Images in a batch. */
  readonly batchSize: number;
  /** Decides the order of training images and their changes. */
  readonly seed: number;
  /** The part of the training images that is set aside. */
  readonly validation?: { readonly share: number; readonly seed: number } | undefined;
  /** Changes of training images: what is customary for this data, none, or a list. */
  readonly augment: 'usual' | 'none' | readonly Augmentation[];
  /** Told, in a line, of what the user should know while the data is read. */
  note(line: string): void;
}

/** Batches of a run. */
export interface RunBatches {
  /** Shuffled, changed, prepared ahead. */
  readonly training: BatchSource;
  /**
   * What sub-nets are evaluated on while they train: the part set aside, else the validation part that the data brings,
   * else the test images.
   */
  readonly evaluation: BatchSource;
  /** The test images. */
  readonly test: BatchSource;
}

/** Frees what the batches hold. */
export async function disposeBatches({ training, evaluation, test }: RunBatches): Promise<void> {
  for (const one of new Set([training, evaluation, test])) await one.dispose?.();
}
