import { type ActivationKind, type Graph, GraphBuilder, planGraph, randomStream } from '@altsparse/core';

const kinds: readonly ActivationKind[] = [
  'relu',
  'relu',
  'relu',
  'relu6',
  'leakyRelu',
  'elu',
  'sigmoid',
  'tanh',
  'swish',
];

interface Image {
  readonly name: string;
  readonly shape: readonly number[];
}

/** Picks and writes operations; any image written so far may be read again. */
class Drawing {
  readonly net: GraphBuilder;
  readonly images: Image[];
  readonly #random: ReturnType<typeof randomStream>;
  #number = 0;

  constructor(seed: number) {
    this.#random = randomStream(seed, 'graph');
    const shape = [3 + this.below(5), 2 + this.below(6), 1 + this.below(4)];
    this.net = new GraphBuilder(`drawn ${seed}`, shape);
    this.images = [{ name: this.net.input, shape }];
  }

  below(limit: number): number {
    return this.#random.below(limit);
  }

  name(): string {
    this.#number++;
    return `n${this.#number}`;
  }

  /** The last image, mostly. */
  read(): Image {
    const back = this.below(3) === 0 ? this.below(this.images.length) : 0;
    return this.images.at(-1 - back)!;
  }

  /** Remembers the image that was just written. */
  wrote(name: string): void {
    this.images.push({ name, shape: planGraph(this.net.build()).shapes.get(name)! });
  }

  convolution(): void {
    const { name, shape } = this.read();
    const groups = this.below(3) === 0 ? shape[2]! : 1;
    const kernel: [number, number] = [1 + this.below(Math.min(3, shape[0]!)), 1 + this.below(Math.min(3, shape[1]!))];
    const stride: [number, number] = [1 + this.below(2), 1 + this.below(2)];
    const bias = this.below(3) === 0;
    const options = { kernel, stride, groups, bias, ...(this.below(3) === 0 && { padding: this.below(2) }) };
    this.wrote(this.net.conv(this.name(), name, groups * (1 + this.below(4)), options));
  }

  norm(): void {
    this.wrote(this.net.batchNorm(this.name(), this.read().name));
  }

  activation(): void {
    this.wrote(this.net.activation(this.name(), this.read().name, kinds[this.below(kinds.length)]!));
  }

  /** A residual block's usual shape: convolution, normalisation, ReLU. */
  unit(): void {
    this.convolution();
    const last = (): string => this.images.at(-1)!.name;
    this.wrote(this.net.batchNorm(this.name(), last()));
    if (this.below(2) === 0) this.wrote(this.net.relu(this.name(), last()));
  }

  sum(): void {
    const first = this.images.at(-1)!;
    const same = this.images.filter(({ shape }) => shape.join() === first.shape.join());
    const others = Array.from({ length: 1 + this.below(3) }, () => same[this.below(same.length)]!.name);
    this.wrote(this.net.add(this.name(), first.name, ...others));
  }

  join(): void {
    const first = this.read();
    const fits = this.images.filter(({ shape }) => shape[0] === first.shape[0] && shape[1] === first.shape[1]);
    const other = fits[this.below(fits.length)]!;
    this.wrote(this.net.node(this.name(), { op: 'concatenate' }, first.name, other.name));
  }

  pad(): void {
    const [top, bottom, left, right] = [this.below(2), this.below(3), this.below(2), this.below(2)];
    const operation = {
      op: 'zeroPad',
      padding: [
        [top, bottom],
        [left, right],
      ],
    } as const;
    this.wrote(this.net.node(this.name(), operation, this.read().name));
  }

  pool(): void {
    const { name, shape } = this.read();
    const window = 1 + this.below(Math.min(3, shape[0]!, shape[1]!));
    const kind = this.below(2) === 0 ? 'max' : 'average';
    this.wrote(this.net.pool(this.name(), name, kind, window, 1 + this.below(2), Math.min(window - 1, this.below(2))));
  }

  head(): void {
    const { name } = this.images.at(-1)!;
    const way = this.below(3);
    let features =
      way === 0
        ? this.net.globalPool('pool', name, this.below(2) === 0 ? 'max' : 'average')
        : this.net.flatten('flat', name);
    if (way === 2) features = this.net.relu('features/relu', this.net.batchNorm('features/norm', features));
    this.net.dense('head', features, 3);
  }
}

/** A small graph of some twelve operations, by seed. */
export function drawnGraph(seed: number): Graph {
  const drawing = new Drawing(seed);
  drawing.convolution();
  const steps = [
    ...(['unit', 'unit', 'unit', 'sum', 'sum', 'convolution', 'norm', 'activation', 'join', 'pad', 'pool'] as const),
  ];
  for (let i = 0; i < 10; i++) drawing[steps[drawing.below(steps.length)]!]();
  drawing.head();
  return drawing.net.build();
}
