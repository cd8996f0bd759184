import { randomStream } from '../random.ts';
import type { MaskLayer } from './layer.ts';
import type { MaskView } from './move.ts';

/** Layers one after the other, from their shapes by name. */
export function layersOf(shapes: Readonly<Record<string, readonly number[]>>): readonly MaskLayer[] {
  let offset = 0;
  return Object.entries(shapes).map(([name, shape]) => {
    const length = shape.reduce((product, axis) => product * axis, 1);
    const layer = { name, shape, offset, length };
    offset += length;
    return layer;
  });
}

/** The 33 maskable tensors of the wide ResNet-32: 30 of 3x3, two shortcuts of 1x1, the head. */
export function wideResnetLayers(classes = 10): readonly MaskLayer[] {
  const shapes: Record<string, readonly number[]> = {};
  let from = 32;
  for (const width of [32, 64, 128]) {
    for (let block = 0; block < 5; block++) {
      shapes[`${width}/${block}/conv1`] = [3, 3, from, width];
      shapes[`${width}/${block}/conv2`] = [3, 3, width, width];
      if (from !== width) shapes[`${width}/${block}/shortcut`] = [1, 1, from, width];
      from = width;
    }
  }
  shapes.head = [128, classes];
  return layersOf(shapes);
}

/** What a test says of a view; the rest has plain values. */
export interface ViewParts {
  readonly layers: readonly MaskLayer[];
  readonly weights: ArrayLike<number>;
  readonly mask?: ArrayLike<number>;
  readonly gradient?: ArrayLike<number>;
  readonly subnet?: number;
  readonly seed?: number;
  readonly initial?: number;
  readonly target?: number;
  readonly progress?: number;
  readonly step?: number;
  readonly steps?: number;
}

/** A view of one sub-net at an event. */
export function viewOf(parts: ViewParts): MaskView {
  const { layers, subnet = 0, seed = 1, step = 0 } = parts;
  const mask = new Uint8Array(parts.mask ?? new Uint8Array(parts.weights.length).fill(1));
  return {
    weights: new Float32Array(parts.weights),
    mask,
    before: mask,
    gradient: parts.gradient === undefined ? undefined : new Float32Array(parts.gradient),
    slot: () => undefined,
    layers,
    subnet,
    initialSparsity: parts.initial ?? 0,
    targetSparsity: parts.target ?? 0,
    event: { k: 1, progress: parts.progress ?? 1, step, steps: parts.steps ?? 100 },
    random: (purpose, subnets = 'own') => randomStream(seed, purpose, step, subnets === 'own' ? subnet : -1),
  };
}

/** The slow way: sort all candidates, largest first, ties by index, and take the first. */
export function largestBySort(scores: ArrayLike<number>, count: number, among: ArrayLike<number>): number[] {
  const candidates = Array.from(scores, (_, i) => i).filter((i) => among[i] === 1);
  const byScore = (a: number, b: number): number =>
    (scores[a] ?? 0) === (scores[b] ?? 0) ? a - b : (scores[b] ?? 0) > (scores[a] ?? 0) ? 1 : -1;
  const chosen = new Set(candidates.sort(byScore).slice(0, Math.max(0, count)));
  return Array.from(scores, (_, i) => (chosen.has(i) ? 1 : 0));
}
