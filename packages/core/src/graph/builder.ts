import type { Graph, GraphNode } from './graph.ts';
import type { Initialiser } from './initialiser.ts';
import type { Operation } from './operation.ts';
import type { ActivationKind } from './operations/elementwise.ts';
import { type Padding, type Shape, symmetric } from './shape.ts';

/** Attributes of a convolution that have a default. */
export interface ConvOptions {
  /** Window, one number for a square. Default 3. */
  readonly kernel?: number | readonly [number, number];
  /** Step of the window. Default 1. */
  readonly stride?: number | readonly [number, number];
  /** Zeros around the image; default symmetric, `floor(kernel / 2)` on each side. */
  readonly padding?: number | Padding;
  /** Default 1. */
  readonly groups?: number;
  /** Default false: a normalisation usually follows. */
  readonly bias?: boolean;
  /** Default true; the paper leaves the first convolution dense. */
  readonly maskable?: boolean;
  /** Default Kaiming normal by fan out. */
  readonly initialiser?: Initialiser;
}

/** Attributes of a dense layer that have a default. */
export interface DenseOptions {
  /** Default true. */
  readonly bias?: boolean;
  /** Default true. */
  readonly maskable?: boolean;
  /** Default normal with deviation 0.01. */
  readonly initialiser?: Initialiser;
}

const zero: Initialiser = { kind: 'constant', value: 0 };
const pair = (value: number | readonly [number, number]): readonly [number, number] =>
  typeof value === 'number' ? [value, value] : value;

/**
 * Writes a graph node by node. Each method appends one node and returns its name, which is how later nodes refer to it.
 *
 * @example
 * const net = new GraphBuilder('tiny', [8, 8, 1]);
 * const features = net.globalPool('pool', net.relu('relu', net.conv('conv', net.input, 4)));
 * net.dense('head', features, 10);
 * const graph = net.build();
 */
export class GraphBuilder {
  /** Name of the input node. */
  readonly input = 'input';
  readonly #name: string;
  readonly #nodes: GraphNode[] = [];

  /**
   * @param name - The model's name.
   * @param shape - Of one input, without the batch axis.
   */
  constructor(name: string, shape: Shape) {
    this.#name = name;
    this.node(this.input, { op: 'input', shape });
  }

  /** Appends any operation. */
  node(name: string, operation: Operation, ...inputs: readonly string[]): string {
    this.#nodes.push({ name, operation, inputs });
    return name;
  }

  /** Appends a convolution. */
  conv(name: string, from: string, filters: number, options: ConvOptions = {}): string {
    const kernel = pair(options.kernel ?? 3);
    const [rows, columns] = [Math.floor(kernel[0] / 2), Math.floor(kernel[1] / 2)];
    const half: Padding = [
      [rows, rows],
      [columns, columns],
    ];
    const padding = options.padding ?? half;
    const operation: Operation = {
      op: 'conv2d',
      filters,
      kernel,
      strides: pair(options.stride ?? 1),
      padding: typeof padding === 'number' ? symmetric(padding) : padding,
      groups: options.groups ?? 1,
      bias: options.bias ?? false,
      maskable: options.maskable ?? true,
      initialise: { kernel: options.initialiser ?? { kind: 'kaimingNormal', fan: 'out' }, bias: zero },
    };
    return this.node(name, operation, from);
  }

  /** Appends a dense layer. */
  dense(name: string, from: string, units: number, options: DenseOptions = {}): string {
    const initialise = { kernel: options.initialiser ?? { kind: 'normal' as const, deviation: 0.01 }, bias: zero };
    return this.node(
      name,
      { op: 'dense', units, bias: options.bias ?? true, maskable: options.maskable ?? true, initialise },
      from,
    );
  }

  /** Appends a batch normalisation: epsilon 1e-5, running decay 0.9, first scale 1. */
  batchNorm(name: string, from: string, initialScale = 1): string {
    return this.node(name, { op: 'batchNorm', epsilon: 1e-5, decay: 0.9, initialScale }, from);
  }

  /** Appends an activation. */
  activation(name: string, from: string, kind: ActivationKind): string {
    return this.node(name, { op: 'activation', kind }, from);
  }

  /** Appends a ReLU. */
  relu(name: string, from: string): string {
    return this.activation(name, from, 'relu');
  }

  /** Appends a sum. */
  add(name: string, ...from: readonly string[]): string {
    return this.node(name, { op: 'add' }, ...from);
  }

  /** Appends a pooling of square windows without padding; the stride is the window's size unless told. */
  pool(
    name: string,
    from: string,
    kind: 'max' | 'average',
    window: number,
    stride: number = window,
    padding = 0,
  ): string {
    return this.node(
      name,
      { op: 'pool', kind, window: pair(window), strides: pair(stride), padding: symmetric(padding) },
      from,
    );
  }

  /** Appends a pooling over the whole image; mean unless told. */
  globalPool(name: string, from: string, kind: 'max' | 'average' = 'average'): string {
    return this.node(name, { op: 'globalPool', kind }, from);
  }

  /** Appends a flatten. */
  flatten(name: string, from: string): string {
    return this.node(name, { op: 'flatten' }, from);
  }

  /** The graph written so far. */
  build(): Graph {
    return { name: this.#name, nodes: [...this.#nodes] };
  }
}
