import type { Augmentation, AugmentationDescription } from './augmentation.ts';
import { horizontalFlip } from './horizontal-flip.ts';
import { randomCrop } from './random-crop.ts';

/**
 * Makes an augmentation of this package from its description, such as one that crossed to another thread.
 *
 * @throws AltsparseError `augmentation-wrong`, as the makers do.
 */
export function augmentationFrom(description: AugmentationDescription): Augmentation {
  return description.use === 'horizontal-flip' ? horizontalFlip(description) : randomCrop(description);
}
