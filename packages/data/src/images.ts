import { AltsparseError } from '@altsparse/core';

/** Labelled images of one size, as bytes. The arrays are read-only for everybody. */
export interface Images {
  /** How many images. */
  readonly count: number;
  /** Height, width and channels of every image. */
  readonly shape: readonly [height: number, width: number, channels: number];
  /** `[count, height, width, channels]`, row-major, 0 to 255. */
  readonly pixels: Uint8Array;
  /** `[count]`, the class of each image, counted from 0. */
  readonly labels: Uint8Array | Int32Array;
}

/** Bytes of one image of this shape. */
export function imageBytes([height, width, channels]: Images['shape']): number {
  return height * width * channels;
}

/**
 * Zeroed room for pixels, shared between threads where the platform allows it, so that a worker that prepares
 * batches needs no copy of them.
 *
 * @param bytes - How many.
 */
export function pixelRoom(bytes: number): Uint8Array {
  return new Uint8Array(
    typeof SharedArrayBuffer === 'undefined' ? new ArrayBuffer(bytes) : new SharedArrayBuffer(bytes),
  );
}

/**
 * The chosen images, copied, in the given order.
 *
 * @param images - Where to choose from.
 * @param items - Numbers of images, each in [0, count).
 * @throws AltsparseError `image-number-out-of-range`.
 */
export function pickImages(images: Images, items: ArrayLike<number>): Images {
  const bytes = imageBytes(images.shape);
  const pixels = pixelRoom(items.length * bytes);
  const labels = images.labels instanceof Uint8Array ? new Uint8Array(items.length) : new Int32Array(items.length);
  for (let i = 0; i < items.length; i++) {
    const item = items[i] as number;
    if (!(Number.isInteger(item) && item >= 0 && item < images.count)) throw outOfRange(item, images.count);
    pixels.set(images.pixels.subarray(item * bytes, (item + 1) * bytes), i * bytes);
    labels[i] = images.labels[item] as number;
  }
  return { count: items.length, shape: images.shape, pixels, labels };
}

function outOfRange(item: number, count: number): AltsparseError {
  return new AltsparseError('image-number-out-of-range', 'There is no such image.', {
    found: item,
    expected: `a whole number from 0 to ${count - 1}`,
  });
}

/**
 * Refuses images whose arrays do not fit their count and shape.
 *
 * @param images - What to look at.
 * @param place - What to call them in the error.
 * @throws AltsparseError `images-inconsistent`.
 */
export function checkImages(images: Images, place: string): void {
  const { count, shape, pixels, labels } = images;
  const found = { count, shape, pixels: pixels.length, labels: labels.length };
  const expected = { count: 'a whole number', pixels: count * imageBytes(shape), labels: count };
  const sound = Number.isInteger(count) && count >= 0 && shape.every((size) => Number.isInteger(size) && size > 0);
  if (sound && found.pixels === expected.pixels && found.labels === expected.labels) return;
  throw new AltsparseError('images-inconsistent', 'The arrays do not fit the count and shape.', {
    place,
    found,
    expected,
  });
}
