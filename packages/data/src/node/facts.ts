import type { Dataset } from '../dataset.ts';

/** What is known of one published file. */
export interface FileFacts {
  /** Its name in the data set's folder. */
  readonly name: string;
  /** Its exact length. */
  readonly bytes: number;
  /** Its SHA-256, in hexadecimal. */
  readonly sha256: string;
}

/** A published file; a packed one may also lie there unpacked. */
export interface DataFileFacts extends FileFacts {
  /** The same file unpacked (`gzip -d`). */
  readonly plain?: FileFacts;
}

/** Where a data set is published. */
export type Publication = PublishedFiles | EmbeddedFiles;

/** Published at an address. */
export interface PublishedFiles {
  /** One tar.gz that holds all files under one leading folder, or each file on its own. */
  readonly kind: 'archive' | 'files';
  /** Of the archive, or of the folder of the files. */
  readonly url: string;
}

/** Installed with this package. */
export interface EmbeddedFiles {
  /** Tells it from the others. */
  readonly kind: 'embedded';
}

/** What is known of a data set without reading it. */
export interface DatasetFacts extends Omit<Dataset, 'train' | 'test'> {
  /** One line for people. */
  readonly summary: string;
  /** What its authors ask of its users. */
  readonly terms: string;
  /** Its folder's name under the data folder. */
  readonly folder: string;
  /** Images in the train part. */
  readonly trainImages: number;
  /** Images in the test part. */
  readonly testImages: number;
  /** Its files. */
  readonly files: readonly DataFileFacts[];
  /** Where it comes from. */
  readonly publication: Publication;
}

/** Names of the data sets that can be loaded. */
export type DatasetName = 'cifar10' | 'cifar100' | 'mnist' | 'fashion-mnist' | 'digits';
