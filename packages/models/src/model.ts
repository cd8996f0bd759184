import { AltsparseError, type Graph, type Shape } from '@altsparse/core';

/** What a user may choose about a model. */
export interface ModelOptions {
  /** How many logits: a whole number from 1 on. Default 10. */
  readonly classes?: number;
  /** `[height, width, channels]` of one image; each model has its own default. */
  readonly inputShape?: Shape;
}

/** A model that can be asked for by name. */
export interface Model {
  /** In kebab case: `'wide-resnet-32'`. */
  readonly name: string;
  /** What it is, in one line. */
  readonly summary: string;
  /** Where it comes from: a paper, with its section or table. */
  readonly source: string;
  /** The image shape it is built for unless told otherwise. */
  readonly inputShape: Shape;
  /** Writes its graph. Throws `model-options` where a count or a shape cannot be. */
  build(options?: ModelOptions): Graph;
}

/** A `Model` from its description and a function that gets checked, complete options. */
export function defineModel(
  about: Omit<Model, 'build'>,
  build: (name: string, options: Required<ModelOptions>) => Graph,
): Model {
  return { ...about, build: (options = {}) => build(about.name, complete(about, options)) };
}

function complete(about: Omit<Model, 'build'>, options: ModelOptions): Required<ModelOptions> {
  const { classes = 10, inputShape = about.inputShape } = options;
  const place = `model ${about.name}`;
  if (!isCount(classes))
    throw new AltsparseError('model-options', 'The number of classes must be whole and at least 1.', {
      place,
      found: classes,
    });
  if (inputShape.length !== 3 || !inputShape.every(isCount))
    throw new AltsparseError('model-options', 'The input must be an image.', {
      place,
      found: inputShape,
      expected: '[height, width, channels]',
    });
  return { classes, inputShape };
}

const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 1;
