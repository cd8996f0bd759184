import { AltsparseError } from '@altsparse/core';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { readLayersModel } from './read-layers-model.ts';
import { readableLayers } from './readers/readers.ts';

const { layers } = tf;
type Shape = readonly number[];
type Made = readonly [tf.layers.Layer, Shape, number?];

const row: Shape = [4];
const line: Shape = [5, 3];
const image: Shape = [6, 6, 2];
const cube: Shape = [4, 4, 4, 2];
const cell = () => layers.lstmCell({ units: 2 });

/** Every layer that tfjs-layers 4.22 makes and that is not read: the layer, the shape it takes, how many inputs. */
const made: Record<string, () => Made> = {
  prelu: () => [layers.prelu(), row],
  thresholdedReLU: () => [layers.thresholdedReLU(), row],
  conv1d: () => [layers.conv1d({ filters: 2, kernelSize: 2 }), line],
  conv2dTranspose: () => [layers.conv2dTranspose({ filters: 2, kernelSize: 2 }), image],
  conv3d: () => [layers.conv3d({ filters: 2, kernelSize: 2 }), cube],
  conv3dTranspose: () => [layers.conv3dTranspose({ filters: 2, kernelSize: 2 }), cube],
  cropping2D: () => [
    layers.cropping2D({
      cropping: [
        [1, 1],
        [1, 1],
      ],
    }),
    image,
  ],
  upSampling2d: () => [layers.upSampling2d({ size: [2, 2] }), image],
  spatialDropout1d: () => [layers.spatialDropout1d({ rate: 0.5 }), line],
  repeatVector: () => [layers.repeatVector({ n: 2 }), row],
  reshape: () => [layers.reshape({ targetShape: [2, 2] }), row],
  permute: () => [layers.permute({ dims: [2, 1] }), line],
  embedding: () => [layers.embedding({ inputDim: 9, outputDim: 2 }), row],
  average: () => [layers.average(), row, 2],
  maximum: () => [layers.maximum(), row, 2],
  minimum: () => [layers.minimum(), row, 2],
  multiply: () => [layers.multiply(), row, 2],
  dot: () => [layers.dot({ axes: -1 }), row, 2],
  layerNormalization: () => [layers.layerNormalization(), row],
  averagePooling1d: () => [layers.averagePooling1d({ poolSize: 2 }), line],
  averagePooling3d: () => [layers.averagePooling3d({ poolSize: 2, strides: 1 } as never), cube],
  globalAveragePooling1d: () => [layers.globalAveragePooling1d(), line],
  globalMaxPooling1d: () => [layers.globalMaxPooling1d(), line],
  maxPooling1d: () => [layers.maxPooling1d({ poolSize: 2 }), line],
  maxPooling3d: () => [layers.maxPooling3d({ poolSize: 2, strides: 1 } as never), cube],
  gru: () => [layers.gru({ units: 2 }), line],
  lstm: () => [layers.lstm({ units: 2 }), line],
  simpleRNN: () => [layers.simpleRNN({ units: 2 }), line],
  convLstm2d: () => [layers.convLstm2d({ filters: 2, kernelSize: 2 }), cube],
  rnn: () => [layers.rnn({ cell: cell() }) as tf.layers.Layer, line],
  stackedRNNCells: () => [
    layers.rnn({ cell: layers.stackedRNNCells({ cells: [cell(), cell()] }) as never }) as tf.layers.Layer,
    line,
  ],
  bidirectional: () => [layers.bidirectional({ layer: layers.lstm({ units: 2 }) as never, mergeMode: 'concat' }), line],
  timeDistributed: () => [layers.timeDistributed({ layer: layers.dense({ units: 2 }) }), line],
  gaussianNoise: () => [layers.gaussianNoise({ stddev: 1 }), row],
  gaussianDropout: () => [layers.gaussianDropout({ rate: 0.5 }), row],
  alphaDropout: () => [layers.alphaDropout({ rate: 0.5 }), row],
  masking: () => [layers.masking({}), line],
  rescaling: () => [layers.rescaling({ scale: 2 }), image],
  centerCrop: () => [layers.centerCrop({ height: 2, width: 2 }), image],
  resizing: () => [layers.resizing({ height: 2, width: 2 }), image],
  categoryEncoding: () => [layers.categoryEncoding({ numTokens: 3, outputMode: 'oneHot' }), [1]],
  randomWidth: () => [layers.randomWidth({ factor: 0.5 }), image],
};

/** Makers that are aliases, read, or no layers of a model by themselves. */
const others = [
  ...['Layer', 'RNN', 'RNNCell', 'input', 'inputLayer', 'gruCell', 'lstmCell', 'simpleRNNCell', 'convLstm2dCell'],
  ...['avgPool1d', 'avgPooling1d', 'avgPool2d', 'avgPooling2d', 'avgPool3d', 'avgPooling3d'],
  ...['globalMaxPool1d', 'globalMaxPool2d', 'maxPool1d', 'maxPool2d', 'elu', 'reLU', 'leakyReLU', 'softmax', 'conv2d'],
  ...['separableConv2d', 'depthwiseConv2d', 'activation', 'dense', 'dropout', 'flatten', 'add', 'concatenate'],
  ...['batchNormalization', 'zeroPadding2d', 'averagePooling2d', 'globalAveragePooling2d', 'globalMaxPooling2d'],
  'maxPooling2d',
];

beforeAll(() => tf.setBackend('cpu'));

describe('layers of TensorFlow.js that are not read', () => {
  it('are all of them that are not read', () => {
    expect([...Object.keys(made), ...others].sort()).toEqual(Object.keys(layers).sort());
  });

  it.each(Object.entries(made))('%s: the error names layer, class and what would do', async (_, make) => {
    const [layer, shape, count = 1] = make();
    layer.name = 'mine';
    const input = tf.input({ shape: [...shape] });
    const output = layer.apply(count === 1 ? input : Array(count).fill(input)) as tf.SymbolicTensor;
    const model = tf.model({ inputs: input, outputs: output });
    const error = await readLayersModel(model).catch((one: unknown) => one);
    expect(error).toBeInstanceOf(AltsparseError);
    const className = layer.getClassName();
    expect(readableLayers).not.toContain(className);
    expect(error).toMatchObject({
      code: 'layer-unreadable',
      details: {
        place: `layer 'mine' (${className})`,
        hint: expect.stringMatching(/^(Use|Give|Prepare|Normalise|Augment|Train) .*variablesNetwork/),
      },
    });
    model.dispose();
  });
});
