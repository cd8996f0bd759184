/** What reading and writing a LayersModel uses of TensorFlow.js: `@tensorflow/tfjs`, or core and layers together. */
export type LayersLibrary = Pick<typeof import('@tensorflow/tfjs-core'), 'io' | 'tensor' | 'tidy'> &
  Pick<typeof import('@tensorflow/tfjs-layers'), 'loadLayersModel' | 'models'>;
