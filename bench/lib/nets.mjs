// What PyTorch and plain TensorFlow.js build of each model that is compared.

/** Widths of the stages, blocks in each, and classes, by the model's name. */
export const nets = {
  'resnet-8': { widths: [16, 32, 64], blocks: 1, classes: 10 },
  'resnet-20': { widths: [16, 32, 64], blocks: 3, classes: 10 },
  'resnet-18': { widths: [64, 128, 256, 512], blocks: 2, classes: 10 },
  'wide-resnet-32': { widths: [32, 64, 128], blocks: 5, classes: 10 },
};
