import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { AltsparseError } from '@altsparse/core';
import type { Sharp, SharpConstructor } from 'sharp';

/** What is made of a whole image: a part of it, in the size that is wanted. */
export type Cut = (image: Sharp, width: number, height: number) => Sharp;

let library: Promise<SharpConstructor> | undefined;

/**
 * The decoder, loaded when it is first needed. One thread for each image: several images are decoded at once anyway.
 *
 * @throws AltsparseError `image-decoder-missing`.
 */
function imageDecoder(): Promise<SharpConstructor> {
  library ??= import('sharp').then(
    ({ default: sharp }) => {
      sharp.cache(false);
      sharp.concurrency(1);
      return sharp;
    },
    (cause: unknown) => {
      const hint = 'Its files for this system are an optional package: npm install --include=optional sharp';
      throw new AltsparseError('image-decoder-missing', 'The library that reads images cannot be loaded.', {
        place: 'sharp',
        hint,
        cause,
      });
    },
  );
  return library;
}

/**
 * Reads one image file as bytes `[height, width, 3]` of what `cut` makes of it. Grey and CMYK images, 16 bits, palettes
 * and colour profiles become sRGB, transparency is left out, and an image that says it lies on its side is set up.
 *
 * All of an image is decoded before anything is cut out, so that whether it is whole does not depend on the part.
 *
 * @throws AltsparseError `image-unreadable`: the file cannot be read; `image-corrupt`: it holds no whole image.
 */
export async function decodeImage(place: string, cut: Cut): Promise<Uint8Array> {
  const sharp = await imageDecoder();
  try {
    // By its path, so that the bytes of the file never pass through JavaScript.
    const whole = sharp(place, { failOn: 'error' }).autoOrient().toColourspace('srgb').removeAlpha().raw();
    const { data, info } = await whole.toBuffer({ resolveWithObject: true });
    const { width, height } = info;
    return await cut(sharp(data, { raw: { width, height, channels: 3 } }), width, height)
      .raw()
      .toBuffer();
  } catch (cause) {
    await refuseUnreadable(place);
    throw corruptImage(place, (cause as Error).message.trim());
  }
}

async function refuseUnreadable(place: string): Promise<void> {
  await access(place, constants.R_OK).catch((cause: unknown) => {
    throw new AltsparseError('image-unreadable', 'The file cannot be read.', { place, cause });
  });
}

/** What is said of a file that holds no whole image. */
export function corruptImage(place: string, found: string): AltsparseError {
  const hint = "Mend or remove the file, or set onCorrupt: 'skip'.";
  return new AltsparseError('image-corrupt', 'The file holds no whole image.', { place, found, hint });
}
