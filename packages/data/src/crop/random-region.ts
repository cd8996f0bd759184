import { AltsparseError, type RandomStream } from '@altsparse/core';
import { centred, type Region } from './region.ts';

/** Which rectangles may be drawn. */
export interface RandomRegionOptions {
  /** Smallest and largest share of the image's area, above 0 up to 1. Default 0.08 and 1. */
  readonly scale?: readonly [smallest: number, largest: number];
  /** Smallest and largest width over height. Default 3/4 and 4/3. */
  readonly ratio?: readonly [smallest: number, largest: number];
}

/** Draws a rectangle of an image of this size. */
export type RegionDrawer = (width: number, height: number, random: RandomStream) => Region;

/** How often a rectangle that sticks out of the image is drawn again. */
const attempts = 10;

/**
 * The random resized crop of ImageNet training (Szegedy et al., Going Deeper with Convolutions, CVPR 2015): an area
 * uniform in `scale`, a ratio whose logarithm is uniform in `ratio`, a place uniform in the image. After ten
 * rectangles that do not fit: the largest one in the middle whose ratio is allowed.
 *
 * @throws AltsparseError `crop-wrong`: a range that is empty or outside of what it may be.
 */
export function regionDrawer({ scale = [0.08, 1], ratio = [3 / 4, 4 / 3] }: RandomRegionOptions = {}): RegionDrawer {
  if (!(scale[0] > 0 && scale[0] <= scale[1] && scale[1] <= 1)) throw wrong('scale', scale, 'above 0, up to 1');
  if (!(ratio[0] > 0 && ratio[0] <= ratio[1] && Number.isFinite(ratio[1]))) throw wrong('ratio', ratio, 'above 0');
  const [low, high] = [Math.log(ratio[0]), Math.log(ratio[1])];
  return (width, height, random) => {
    for (let attempt = 0; attempt < attempts; attempt++) {
      const area = width * height * (scale[0] + (scale[1] - scale[0]) * random.uniform());
      const shape = Math.exp(low + (high - low) * random.uniform());
      const [columns, rows] = [Math.round(Math.sqrt(area * shape)), Math.round(Math.sqrt(area / shape))];
      if (columns < 1 || rows < 1 || columns > width || rows > height) continue;
      return {
        top: random.below(height - rows + 1),
        left: random.below(width - columns + 1),
        width: columns,
        height: rows,
      };
    }
    return middle(width, height, ratio);
  };
}

/** As much of the image as a ratio in the range leaves. */
function middle(width: number, height: number, [low, high]: readonly [number, number]): Region {
  const ratio = width / height;
  if (ratio < low) return centred([width, height], width, Math.max(1, Math.round(width / low)));
  if (ratio > high) return centred([width, height], Math.max(1, Math.round(height * high)), height);
  return { left: 0, top: 0, width, height };
}

function wrong(place: string, found: readonly number[], what: string): AltsparseError {
  const expected = `two numbers ${what}, the smaller one first`;
  return new AltsparseError('crop-wrong', 'No rectangle can be drawn so.', { place, found, expected });
}
