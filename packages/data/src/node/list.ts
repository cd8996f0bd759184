import { allFacts } from './catalogue.ts';
import type { DatasetFacts } from './facts.ts';
import { type FolderOptions, folderOf } from './folders.ts';
import { present } from './verify.ts';

/** A data set and whether it is here. */
export interface DatasetListing extends DatasetFacts {
  /** Where its files are looked for. */
  readonly path: string;
  /** Are all files there, with the published lengths? (`verifyDataset` looks into them.) */
  readonly present: boolean;
}

/**
 * All data sets that `loadDataset` knows, and whether their files are here.
 *
 * @param options - `environment` only.
 */
export async function listDatasets(
  options: Pick<FolderOptions, 'environment'> = {},
): Promise<readonly DatasetListing[]> {
  return Promise.all(
    allFacts.map(async (facts) => {
      const path = folderOf(facts, options);
      const files = await Promise.all(facts.files.map((file) => present(path, file)));
      return { ...facts, path, present: files.every((file) => file?.length === file?.bytes && file !== undefined) };
    }),
  );
}
