import { type Contribution, contribute } from '@altsparse/core';
import { horizontalFlip, imagenetScale } from '@altsparse/data';
import {
  type ImageBatchOptions,
  type ImageFiles,
  type ImageFolder,
  imageBatches,
  pickFiles,
  readImageFolder,
  splitFiles,
} from '@altsparse/data/node';
import { z } from 'zod';
import type { BatchesRequest, DataSource, RunBatches } from './data-source.ts';

const count = z.int().min(1).optional();
const share = z.number().gt(0).max(1);
const ratio = z.number().gt(0);
const channels = <T extends z.ZodType>(one: T) => z.tuple([one, one, one]);

const options = z.strictObject({
  folder: z.string().describe('holds train/<class>/ and val/<class>/ or test/<class>/'),
  size: z.int().min(1).default(224).describe('height and width of what a net sees'),
  resize: z.int().min(1).optional().describe('evaluation: shorter side before the crop; default: size × 256/224'),
  crop: z.enum(['random', 'centre']).default('random').describe('of training images'),
  scale: z.tuple([share, share]).default([0.08, 1]).describe('random crop: part of the area, from and to'),
  ratio: z
    .tuple([ratio, ratio])
    .default([3 / 4, 4 / 3])
    .describe('random crop: width over height, from and to'),
  mean: channels(z.number()).default([...imagenetScale.mean] as [number, number, number]),
  deviation: channels(z.number().gt(0)).default([...imagenetScale.deviation] as [number, number, number]),
  onCorrupt: z.enum(['stop', 'skip']).default('stop').describe('a file that holds no whole image'),
  take: z
    .strictObject({ train: count, test: count })
    .optional()
    .describe('only so many images of each part, spread over its classes, for quick trials'),
});

type Options = z.output<typeof options>;

/** The user's own images, in folders of their classes, as a part of a config. */
export const imageFolderData: Contribution<DataSource> = contribute({
  name: 'image-folder',
  summary: 'Your own images: train/<class>/ and val/<class>/ or test/<class>/, read while training goes on.',
  source: "the user's files; crops and normalisation as customary for ImageNet",
  options,
  create(choice) {
    const { classNames, ...found } = readImageFolder(choice.folder);
    const { train, validation, test } = takeFrom(found, choice);
    return {
      shape: [choice.size, choice.size, 3],
      classes: classNames.length,
      trainImages: train.names.length,
      testImages: test.names.length,
      ...(validation && { validationImages: validation.names.length }),
      batches: async (request) => batchesOf({ train, test, ...(validation && { validation }) }, choice, request),
    };
  },
});

type Parts = Pick<ImageFolder, 'train' | 'validation' | 'test'>;

function takeFrom({ train, validation, test }: Parts, { take = {} }: Options): Parts {
  return {
    train: spread(train, take.train),
    ...(validation && { validation: spread(validation, take.test) }),
    test: spread(test, take.test),
  };
}

/** Files at equal distances: they lie class by class, so each class gives its share. */
function spread(files: ImageFiles, wanted: number | undefined): ImageFiles {
  const { length } = files.names;
  if (wanted === undefined || wanted >= length) return files;
  return pickFiles(
    files,
    Array.from({ length: wanted }, (_, i) => Math.floor((i * length) / wanted)),
  );
}

function batchesOf(parts: Parts, choice: Options, request: BatchesRequest): RunBatches {
  const { batchSize, seed, validation, augment, note } = request;
  const { train, validation: evaluation } = validation === undefined ? parts : splitFiles(parts.train, validation);
  const { size, mean, deviation, onCorrupt } = choice;
  const open = (files: ImageFiles, more: Partial<ImageBatchOptions>): RunBatches['training'] =>
    imageBatches(
      { files, batchSize, size, normalise: { mean, deviation }, onCorrupt, ...more },
      { onSkip: ({ details }) => note(`left out: ${details.place}: ${String(details.found)}`) },
    );
  const still = choice.resize === undefined ? {} : { resize: choice.resize };
  const test = open(parts.test, still);
  return {
    training: open(train, { shuffle: true, seed, ...still, ...changesOf(choice, augment) }),
    test,
    evaluation: evaluation ? open(evaluation, still) : test,
  };
}

/** `usual`: crop and flip; `none`: what evaluation does; a list: the crop, then the list. */
function changesOf(
  { crop, scale, ratio }: Options,
  augment: BatchesRequest['augment'],
): Pick<ImageBatchOptions, 'crop' | 'augment'> {
  if (augment === 'none') return {};
  const cut = crop === 'random' ? { scale, ratio } : crop;
  return { crop: cut, augment: augment === 'usual' ? [horizontalFlip()] : augment };
}
