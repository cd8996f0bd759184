import { randomStream } from '@altsparse/core';
import type { Images } from '../images.ts';
import { imageBytes } from '../images.ts';
import type { Augmentation } from './augmentation.ts';

/** The changed bytes of one image; valid until the next call. */
export type Pipeline = (image: Uint8Array, epoch: number, item: number) => Uint8Array;

/**
 * Chains augmentations. Each draws from its own stream, derived from (seed, its name, epoch, item, its place in the
 * list).
 *
 * @param shape - Of every image.
 * @param augmentations - What to do, in this order; nothing gives the image itself.
 * @param seed - The run's seed.
 */
export function pipeline(shape: Images['shape'], augmentations: readonly Augmentation[], seed: number): Pipeline {
  const stages = augmentations.map((one, place) => ({
    place,
    purpose: `augment:${one.name}`,
    apply: one.prepare(shape),
    output: new Uint8Array(imageBytes(shape)),
  }));
  return (image, epoch, item) => {
    let current = image;
    for (const { place, purpose, apply, output } of stages) {
      apply(current, output, randomStream(seed, purpose, epoch, item, place));
      current = output;
    }
    return current;
  };
}
