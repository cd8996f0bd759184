import { type Dirent, existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { AltsparseError } from '@altsparse/core';
import type { ImageFiles } from './image-files.ts';

/** A folder of images in folders of their classes; nothing of the images is read. */
export interface ImageFolder {
  /** The folder, absolute. */
  readonly folder: string;
  /** Names of the folders in `train`, sorted by code unit; a class is its place in this list. */
  readonly classNames: readonly string[];
  /** `train/<class>/…`, class by class, sorted by path. */
  readonly train: ImageFiles;
  /** `val/<class>/…` where there is `test` as well. */
  readonly validation?: ImageFiles;
  /** `test/<class>/…`, or `val/<class>/…` where there is no `test`. */
  readonly test: ImageFiles;
}

const imageName = /\.(jpe?g|png|webp|gif|tiff?|avif)$/i;

const layout = 'train/<class>/<image>, and val/<class>/<image> or test/<class>/<image>';

/**
 * Lists a folder of images as ImageNet is laid out: `train/<class>/…` and `val/<class>/…` or `test/<class>/…`. Files
 * in folders below a class belong to it; hidden ones, and those that are no jpg, jpeg, png, webp, gif, tif, tiff or
 * avif by their name, are passed over. Only names are read, without letting others have a turn: some seconds for a
 * million files.
 *
 * @example
 * const { train, test, classNames } = readImageFolder('photos');
 *
 * @throws AltsparseError `image-folder-missing`, `image-folder-empty`; `image-class-unknown`: a class that has no
 * folder in `train`.
 */
export function readImageFolder(folder: string): ImageFolder {
  const root = resolve(folder);
  const classNames = classesOf(join(root, 'train'));
  const part = (name: string): ImageFiles | undefined => listPart(root, name, classNames);
  const [train, validation, test] = [part('train'), part('val'), part('test')];
  const last = test ?? validation;
  if (train === undefined || last === undefined) throw missing(join(root, 'val'));
  return { folder: root, classNames, train, ...(test && validation && { validation }), test: last };
}

function listPart(root: string, part: string, classNames: readonly string[]): ImageFiles | undefined {
  const place = join(root, part);
  if (!existsSync(place)) return undefined;
  const names: string[] = [];
  const labels: number[] = [];
  for (const name of classesOf(place)) {
    const label = classNames.indexOf(name);
    if (label < 0) throw unknownClass(join(place, name), classNames);
    for (const file of imagesOf(join(place, name))) {
      names.push(`${part}/${name}/${file}`);
      labels.push(label);
    }
  }
  return { folder: root, names, labels: Int32Array.from(labels) };
}

function classesOf(place: string): string[] {
  const entries = list(() => readdirSync(place, { withFileTypes: true }), place);
  const names = entries.filter((entry) => isClass(place, entry)).map(({ name }) => name);
  if (names.length > 0) return names.sort();
  const found = entries.length === 0 ? 'nothing' : `${entries.length} files`;
  throw empty('There is no folder of a class.', place, found);
}

function isClass(place: string, entry: Dirent): boolean {
  if (entry.name.startsWith('.')) return false;
  return entry.isDirectory() || (entry.isSymbolicLink() && isFolder(join(place, entry.name)));
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

/** Sorted with `/`, so that the order is the same on every system. */
function imagesOf(place: string): string[] {
  const all = list(() => readdirSync(place, { recursive: true, encoding: 'utf8' }), place);
  const images = all.filter((file) => imageName.test(file) && !basename(file).startsWith('.'));
  if (images.length > 0) return images.map((file) => file.replaceAll('\\', '/')).sort();
  throw empty('The folder of a class holds no image.', place, all.length === 0 ? 'nothing' : all.slice(0, 3));
}

function list<T>(read: () => T, place: string): T {
  try {
    return read();
  } catch (cause) {
    throw missing(place, cause);
  }
}

function missing(place: string, cause?: unknown): AltsparseError {
  const details = { place, expected: layout, hint: 'Give the folder that holds train/ as `folder`.', cause };
  return new AltsparseError('image-folder-missing', 'The folder is not there, or cannot be read.', details);
}

function empty(message: string, place: string, found: unknown): AltsparseError {
  const hint = 'Images end in jpg, jpeg, png, webp, gif, tif, tiff or avif; remove folders that hold none.';
  return new AltsparseError('image-folder-empty', message, { place, found, expected: layout, hint });
}

function unknownClass(place: string, classNames: readonly string[]): AltsparseError {
  const known = classNames.length > 10 ? `${classNames.slice(0, 10).join(', ')} …` : classNames.join(', ');
  return new AltsparseError('image-class-unknown', 'This class has no folder in train.', {
    place,
    found: basename(place),
    expected: known,
    hint: 'Classes are the folders in train/: add one there, or remove this one.',
  });
}
