/** Some images with what is asked of them. */
export interface Batch {
  /** How many images. */
  readonly size: number;
  /** `[size, height, width, channels]`, row-major. */
  readonly images: Float32Array;
  /** `[size]`, the class of each image, counted from 0. */
  readonly labels: Int32Array;
  /** `[size, classes]`: a probability for each class, for losses with soft targets. */
  readonly targets?: Float32Array;
}

/**
 * Batches by number. The same number always gives the same batch, whatever was asked for before: a run that is
 * resumed asks for the next number and goes on. A batch's arrays are read-only for the caller.
 */
export interface BatchSource {
  /** Batches in one pass over the data; the last of an epoch may be smaller. */
  readonly batchesPerEpoch: number;
  /** Images in one pass over the data. */
  readonly size: number;
  /** Batch number `index`, counted from 0 over all epochs. */
  batch(index: number): Promise<Batch>;
  /** Frees what the source holds (threads, files). Optional. */
  dispose?(): void | Promise<void>;
}
