import { imagenetNet } from './imagenet-net.ts';
import { defineModel, type Model } from './model.ts';
import { kaimingFanOut, pytorchDefault, residualNet } from './residual-net.ts';

const cifarImage = [32, 32, 3];
const he = 'He et al., Deep Residual Learning for Image Recognition (CVPR 2016), section 4.2';
const paper = 'Yang et al., Get More at Once (NeurIPS 2022)';

function cifarResnet(depth: number, blocks: number): Model {
  return defineModel(
    {
      name: `resnet-${depth}`,
      summary: `Residual net of ${depth} layers for CIFAR, widths 16/32/64, 1x1 convolutions in the shortcuts.`,
      source: he,
      inputShape: cifarImage,
    },
    (name, options) => residualNet(name, { widths: [16, 32, 64], blocks, initialise: kaimingFanOut }, options),
  );
}

/** ResNet-8 for CIFAR: widths 16/32/64, 1 block a stage. For tests and trials. */
export const resnet8: Model = cifarResnet(8, 1);

/** ResNet-20 for CIFAR: widths 16/32/64, 3 blocks a stage; 270,464 maskable weights for 10 classes. */
export const resnet20: Model = cifarResnet(20, 3);

/** ResNet-32 for CIFAR: widths 16/32/64, 5 blocks a stage; 464,000 maskable weights for 10 classes. */
export const resnet32: Model = cifarResnet(32, 5);

/** ResNet-56 for CIFAR: widths 16/32/64, 9 blocks a stage; 851,072 maskable weights for 10 classes. */
export const resnet56: Model = cifarResnet(56, 9);

/** The paper's wide ResNet-32 for CIFAR: widths 32/64/128, 5 blocks a stage; 1,854,720 maskable weights for 10 classes. */
export const wideResnet32: Model = defineModel(
  {
    name: 'wide-resnet-32',
    summary: "Residual net of 32 layers, widths 32/64/128: the paper's net for CIFAR.",
    source: `${paper}, section 4.1; Wang et al., GraSP (ICLR 2020)`,
    inputShape: cifarImage,
  },
  (name, options) => residualNet(name, { widths: [32, 64, 128], blocks: 5, initialise: kaimingFanOut }, options),
);

/** ResNet-18 for 32x32 images: widths 64/128/256/512, 2 blocks a stage, no max-pool; 11,162,624 maskable weights for 10 classes. */
export const resnet18: Model = defineModel(
  {
    name: 'resnet-18',
    summary: 'Residual net of 18 layers for 32x32 images: 3x3 stem, widths 64/128/256/512.',
    source: `${paper}, tables 4 and 5; He et al. (CVPR 2016), table 1`,
    inputShape: cifarImage,
  },
  (name, options) => residualNet(name, { widths: [64, 128, 256, 512], blocks: 2, initialise: pytorchDefault }, options),
);

const imagenetImage = [224, 224, 3];
const heImagenet = 'He et al., Deep Residual Learning for Image Recognition (CVPR 2016), table 1';

/** ResNet-18 for ImageNet: 7x7 stem, max-pool, widths 64/128/256/512; 11,157,504 maskable weights, the head is dense. */
export const resnet18Imagenet: Model = defineModel(
  {
    name: 'resnet-18-imagenet',
    summary: 'Residual net of 18 layers for 224x224 images: 7x7 stem, max-pool; the head is never masked.',
    source: `${heImagenet}; ${paper}, table 3`,
    inputShape: imagenetImage,
  },
  (name, options) => imagenetNet(name, { blocks: [2, 2, 2, 2], block: 'basic' }, options),
);

/**
 * ResNet-50 for ImageNet: 7x7 stem, max-pool, bottlenecks with the stride in the 3x3; 23,445,504 maskable weights, the
 * head is dense.
 */
export const resnet50Imagenet: Model = defineModel(
  {
    name: 'resnet-50-imagenet',
    summary: 'Residual net of 50 layers for 224x224 images: bottlenecks, stride in the 3x3; the head is never masked.',
    source: `${heImagenet}; ${paper}, table 3`,
    inputShape: imagenetImage,
  },
  (name, options) => imagenetNet(name, { blocks: [3, 4, 6, 3], block: 'bottleneck' }, options),
);
