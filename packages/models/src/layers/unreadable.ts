import { AltsparseError } from '@altsparse/core';
import type { LayerCall } from './layer-call.ts';

/** What else would do, for classes that somebody is likely to bring. */
const remedies: Readonly<Record<string, string>> = {
  Conv1D: 'Use conv2d with a kernel of one row.',
  PReLU: 'Use reLU or leakyReLU.',
  ThresholdedReLU: 'Use reLU.',
  LayerNormalization: 'Use batchNormalization.',
  Reshape: 'Give the input its shape, or use flatten.',
  Permute: 'Prepare the images in this order.',
  Rescaling: 'Normalise the images before they reach the model.',
  Resizing: 'Prepare the images in this size.',
  CenterCrop: 'Prepare the images in this size.',
  Cropping2D: "Use a convolution or a pooling with padding 'valid'.",
  SpatialDropout1D: 'Use dropout.',
  GaussianDropout: 'Use dropout.',
  GaussianNoise: 'Use dropout, or augmentation of the images.',
  AlphaDropout: 'Use dropout.',
  MaxPooling1D: 'Use maxPooling2d with a window of one row.',
  AveragePooling1D: 'Use averagePooling2d with a window of one row.',
  GlobalAveragePooling1D: 'Use globalAveragePooling2d.',
  GlobalMaxPooling1D: 'Use globalMaxPooling2d.',
  Average: 'Use add.',
  RandomWidth: 'Augment the images before they reach the model.',
  RandomHeight: 'Augment the images before they reach the model.',
};

const otherwise = 'Train it as a function of your own: variablesNetwork of @altsparse/engine.';

/** The error for a layer that cannot be read: it names the layer, its class, and what would do. */
export function unreadable(
  { name, className }: Pick<LayerCall, 'name' | 'className'>,
  what: { readonly found?: unknown; readonly expected?: unknown; readonly hint?: string } = {},
): AltsparseError {
  const { hint = remedies[className], ...rest } = what;
  return new AltsparseError('layer-unreadable', 'This layer cannot be read.', {
    place: `layer '${name}' (${className})`,
    ...rest,
    hint:
      hint === undefined
        ? otherwise
        : `${hint} Or train the model as a function: variablesNetwork of @altsparse/engine.`,
  });
}
