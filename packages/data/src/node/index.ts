/**
 * The half of this package that needs Node: files, processes and machines.
 *
 * @packageDocumentation
 */
export type {
  DataFileFacts,
  DatasetFacts,
  DatasetName,
  EmbeddedFiles,
  FileFacts,
  Publication,
  PublishedFiles,
} from './facts.ts';
export { type FetchOptions, type FetchReport, fetchDataset } from './fetch.ts';
export { dataFolder, type FolderOptions } from './folders.ts';
export { type ImagePrefetchOptions, imageBatches } from './image-folder/image-batches.ts';
export { type FileSplit, type ImageFiles, pickFiles, splitFiles } from './image-folder/image-files.ts';
export type { ImageBatchOptions } from './image-folder/image-recipe.ts';
export { type ImageFolder, readImageFolder } from './image-folder/read-image-folder.ts';
export {
  type ImageFolderReport,
  type VerifyImagesOptions,
  verifyImageFolder,
} from './image-folder/verify-image-folder.ts';
export { type DatasetListing, listDatasets } from './list.ts';
export { type LoadOptions, loadDataset } from './load.ts';
export type { ObtainOptions } from './obtain.ts';
export { type PrefetchedSource, type PrefetchOptions, prefetched } from './prefetch.ts';
export type { FetchProgress, TransferOptions } from './transfer.ts';
export { type DatasetReport, type FileReport, type VerifyOptions, verifyDataset } from './verify.ts';
