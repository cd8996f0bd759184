import type { Shape } from './operands.ts';
import type { PlainMemory } from './plain-memory.ts';

/** Where a number of a tensor lies among the floats of the memory. */
export function indexOf(
  { rows, channels, columns }: Shape,
  tensor: number,
  ...[image, row, channel, column]: readonly [number, number, number, number]
): number {
  const [tile, lane] = [Math.floor(image / 16), image % 16];
  return 16 * (tensor + ((tile * rows + row) * channels + channel) * columns + column) + lane;
}

/** Numbers of a batch of images, as doubles. */
export class Images {
  /** Shape of one image. */
  readonly shape: Shape;
  /** How many images. */
  readonly batch: number;
  readonly #numbers: Float64Array;

  constructor(shape: Shape, batch: number) {
    this.shape = shape;
    this.batch = batch;
    this.#numbers = new Float64Array(batch * shape.rows * shape.channels * shape.columns);
  }

  /** The images of a tensor. */
  static load(memory: PlainMemory, shape: Shape, tensor: number, batch: number): Images {
    const images = new Images(shape, batch);
    images.each((...at) => images.set(...at, memory.floats[indexOf(shape, tensor, ...at)] as number));
    return images;
  }

  /** Writes them to a tensor. */
  store(memory: PlainMemory, tensor: number): void {
    this.each((...at) => {
      memory.floats[indexOf(this.shape, tensor, ...at)] = this.get(...at);
    });
  }

  #index(image: number, row: number, channel: number, column: number): number {
    const { rows, channels, columns } = this.shape;
    return ((image * rows + row) * channels + channel) * columns + column;
  }

  /** One number; 0 outside of the image. */
  get(image: number, row: number, channel: number, column: number): number {
    const { rows, columns } = this.shape;
    if (row < 0 || row >= rows || column < 0 || column >= columns) return 0;
    return this.#numbers[this.#index(image, row, channel, column)] as number;
  }

  /** Changes one number. */
  set(image: number, row: number, channel: number, column: number, value: number): void {
    this.#numbers[this.#index(image, row, channel, column)] = value;
  }

  /** Adds to one number. */
  add(image: number, row: number, channel: number, column: number, value: number): void {
    this.set(image, row, channel, column, this.get(image, row, channel, column) + value);
  }

  /** Visits all places. */
  each(visit: (image: number, row: number, channel: number, column: number) => void): void {
    const { rows, channels, columns } = this.shape;
    for (let image = 0; image < this.batch; image++)
      for (let row = 0; row < rows; row++)
        for (let channel = 0; channel < channels; channel++)
          for (let column = 0; column < columns; column++) visit(image, row, channel, column);
  }
}
