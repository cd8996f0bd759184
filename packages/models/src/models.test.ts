import { AltsparseError, type GraphPlan, type Initialiser, initialParameters, planGraph } from '@altsparse/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findModel, models } from './models.ts';

const total = (numbers: Iterable<number>): number => [...numbers].reduce((sum, one) => sum + one, 0);

/** Every number of a plan that a paper or a hand can count. */
function count(plan: GraphPlan) {
  const maskable = plan.parameters.filter((one) => one.maskable);
  const kernels = plan.parameters.filter((one) => one.role === 'kernel');
  const affine = plan.parameters.filter((one) => one.role === 'scale' || one.role === 'offset');
  return {
    maskableTensors: maskable.length,
    maskable: plan.maskableCount,
    kernels: total(kernels.map((one) => one.length)),
    parameters: plan.parameterCount,
    affine: total(affine.map((one) => one.length)),
    macs: total(plan.macs.values()),
  };
}

const plan = (name: string, classes = 10): GraphPlan => planGraph(findModel(name).build({ classes }));

describe('the wide ResNet-32', () => {
  it('has the counts of the released code for 10 classes', () => {
    expect(count(plan('wide-resnet-32'))).toEqual({
      maskableTensors: 33,
      maskable: 1_854_720,
      kernels: 1_855_584,
      parameters: 1_860_522,
      affine: 4_928,
      macs: 275_612_928,
    });
  });

  it('has the counts of the released code for 100 classes', () => {
    const { maskable, kernels, parameters, macs } = count(plan('wide-resnet-32', 100));
    expect({ maskable, kernels, parameters, macs }).toEqual({
      maskable: 1_866_240,
      kernels: 1_867_104,
      parameters: 1_872_132,
      macs: 275_624_448,
    });
  });

  it('spends 274,728,192 multiply-adds in maskable layers: all but the stem', () => {
    const { macs } = plan('wide-resnet-32');
    expect(total(macs.values()) - (macs.get('stem/conv') ?? 0)).toBe(274_728_192);
  });

  it('has 64 of its normalisation parameters in the stem', () => {
    const stem = plan('wide-resnet-32').parameters.filter((one) => one.node === 'stem/norm');
    expect(total(stem.map((one) => one.length))).toBe(64);
  });

  it('starts with Kaiming normal kernels by fan out: 1/12 for 32 filters of 3x3, and a head of deviation 0.01', () => {
    const whole = plan('wide-resnet-32');
    const values = initialParameters(whole, 1);
    const deviation = (name: string): number => {
      const { offset = 0, length = 0 } = whole.parameters.find((one) => one.name === name) ?? {};
      return Math.sqrt(total(values.subarray(offset, offset + length).map((one) => one * one)) / length);
    };
    // √(2 / (9·32)) = 1/12; 9,216 draws: the deviation's own standard error is 0.7 %
    expect(deviation('stage1/block0/conv1/kernel') * 12).toBeCloseTo(1, 1);
    expect(deviation('head/kernel') * 100).toBeCloseTo(1, 1);
    expect(deviation('head/bias')).toBe(0);
  });
});

describe('ResNet-18 for 32x32 images', () => {
  it('has the counts of the released code', () => {
    const { maskableTensors, maskable, kernels, parameters, macs } = count(plan('resnet-18'));
    expect({ maskableTensors, maskable, kernels, parameters, macs }).toEqual({
      maskableTensors: 20,
      maskable: 11_162_624,
      kernels: 11_164_352,
      parameters: 11_173_962,
      macs: 555_422_720,
    });
  });

  it('starts uniform within 1/√(fan in), the bias of the head too', () => {
    const whole = plan('resnet-18');
    const head = whole.parameters.filter((one) => one.node === 'head');
    expect(head.map((one) => [one.initialiser.kind, one.fanIn])).toEqual([
      ['fanInUniform', 512],
      ['fanInUniform', 512],
    ]);
  });
});

/*
 * By hand, with n blocks a stage (depth 6n + 2), 10 classes, 32x32x3:
 *   stem     3·3·3·16 = 432 weights at 32·32 places                          442,368 multiply-adds
 *   stage 1  2n kernels of 9·16·16 = 2,304                    4,608n         at 1,024 places
 *   stage 2  9·16·32 = 4,608, 2n - 1 of 9·32·32 = 9,216,
 *            shortcut 16·32 = 512                             18,432n - 4,096    at 256 places
 *   stage 3  9·32·64 = 18,432, 2n - 1 of 9·64·64 = 36,864,
 *            shortcut 32·64 = 2,048                           73,728n - 16,384   at 64 places
 *   head     64·10 = 640 weights, 10 biases
 *   maskable       96,768n - 19,840, in 6n + 2 + 1 tensors (two shortcuts, head, no stem)
 *   normalisation  2·(16 + 2n·(16 + 32 + 64) + 32 + 64) = 448n + 224
 *   parameters     maskable + 432 + 448n + 224 + 10 = 97,216n - 19,174
 *   multiply-adds  442,368 + 640 + 3·4,718,592n - 2·1,048,576 = 14,155,776n - 1,654,144
 */
describe.each([
  { depth: 8, maskableTensors: 9, maskable: 76_928, affine: 672, parameters: 78_042, macs: 12_501_632 },
  { depth: 20, maskableTensors: 21, maskable: 270_464, affine: 1_568, parameters: 272_474, macs: 40_813_184 },
  { depth: 32, maskableTensors: 33, maskable: 464_000, affine: 2_464, parameters: 466_906, macs: 69_124_736 },
  { depth: 56, maskableTensors: 57, maskable: 851_072, affine: 4_256, parameters: 855_770, macs: 125_747_840 },
])('ResNet-$depth for CIFAR', ({ depth, ...expected }) => {
  it('has the counts that a hand finds', () => {
    expect(count(plan(`resnet-${depth}`))).toEqual({ ...expected, kernels: expected.maskable + 432 });
  });
});

describe.each([
  {
    depth: 18,
    maskableTensors: 19,
    maskable: 11_157_504,
    kernels: 11_678_912,
    parameters: 11_689_512,
    affine: 9_600,
    macs: 1_814_073_344,
  },
  {
    depth: 50,
    maskableTensors: 52,
    maskable: 23_445_504,
    kernels: 25_502_912,
    parameters: 25_557_032,
    affine: 53_120,
    macs: 4_089_184_256,
  },
])('ResNet-$depth for ImageNet', ({ depth, ...expected }) => {
  const whole = plan(`resnet-${depth}-imagenet`, 1000);

  it('has the counts of the released code', () => {
    expect(count(whole)).toEqual(expected);
  });

  it('halves the image in the stem, in its pool and in three stages', () => {
    const sides = ['stem/conv', 'stem/pool', 'stage1/block1/relu', 'stage2/block1/relu', 'stage4/block1/relu'];
    expect(sides.map((name) => whole.shapes.get(name)?.[0])).toEqual([112, 56, 56, 28, 7]);
  });

  it('starts with Kaiming normal kernels by fan in, branches at scale 0 and a head uniform within 1/√(fan in)', () => {
    const kernels = whole.parameters.filter((one) => one.role === 'kernel' && one.node !== 'head');
    expect(new Set(kernels.map((one) => JSON.stringify(one.initialiser)))).toEqual(
      new Set(['{"kind":"kaimingNormal","fan":"in"}']),
    );
    const zero = whole.parameters.filter((one) => one.role === 'scale' && initial(one.initialiser) === 0);
    const last = depth === 18 ? 'norm2' : 'norm3';
    expect(zero.map((one) => one.node.split('/')[2])).toEqual(Array(depth === 18 ? 8 : 16).fill(last));
    const head = whole.parameters.filter((one) => one.node === 'head');
    expect(head.map((one) => one.initialiser.kind)).toEqual(['fanInUniform', 'fanInUniform']);
  });
});

const initial = (initialiser: Initialiser): number | undefined =>
  initialiser.kind === 'constant' ? initialiser.value : undefined;

it('ResNet-50 for ImageNet has its stride in the 3x3 convolution', () => {
  const { nodes } = findModel('resnet-50-imagenet').build();
  const strides = nodes.flatMap(({ name, operation }) =>
    name.startsWith('stage2/block0/') && operation.op === 'conv2d' ? [`${name} ${operation.strides}`] : [],
  );
  expect(strides).toEqual([
    'stage2/block0/conv1 1,1',
    'stage2/block0/conv2 2,2',
    'stage2/block0/conv3 1,1',
    'stage2/block0/shortcut/conv 2,2',
  ]);
});

describe('the small net for digits', () => {
  it('has the counts that a hand finds', () => {
    // kernels: stem 9·1·16 = 144 at 14·14; 9·16·32 = 4,608 at 14·14; 9·32·48 = 13,824 at 7·7;
    // 9·48·64 = 27,648 at 4·4; head 4·4·64·10 = 10,240
    expect(count(plan('small-conv'))).toEqual({
      maskableTensors: 4,
      maskable: 56_320,
      kernels: 56_464,
      parameters: 56_464 + 320 + 10, // 2·(16 + 32 + 48 + 64) normalising, 10 biases
      affine: 320,
      macs: 196 * (144 + 4_608) + 49 * 13_824 + 16 * 27_648 + 10_240,
    });
  });
});

describe.each(models.map((model) => [model.name, model] as const))('%s', (_, model) => {
  const graph = model.build();
  const whole = planGraph(graph);

  it('leaves the first convolution dense, on ImageNet the head too, and nothing else that has a kernel', () => {
    const dense = whole.parameters.filter((one) => one.role === 'kernel' && !one.maskable);
    const head = model.name.endsWith('-imagenet') ? ['head/kernel'] : [];
    expect(dense.map((one) => one.name)).toEqual(['stem/conv/kernel', ...head]);
  });

  it('pads every convolution alike on all four sides', () => {
    const pads = graph.nodes.flatMap(({ operation }) => (operation.op === 'conv2d' ? [operation] : []));
    for (const { padding, kernel } of pads) {
      const each = Math.floor(kernel[0] / 2);
      expect(padding).toEqual([
        [each, each],
        [each, each],
      ]);
    }
  });

  it('normalises with epsilon 1e-5 and keeps 0.9 of the running statistics', () => {
    const norms = graph.nodes.flatMap(({ operation }) => (operation.op === 'batchNorm' ? [operation] : []));
    expect(new Set(norms.map(({ epsilon, decay }) => `${epsilon} ${decay}`))).toEqual(new Set(['0.00001 0.9']));
  });

  it('ends in as many logits as there are classes, whatever the image', () => {
    const length = fc.integer({ min: 1, max: 40 });
    fc.assert(
      fc.property(length, length, fc.integer({ min: 1, max: 4 }), length, (height, width, channels, classes) => {
        const other = planGraph(model.build({ classes, inputShape: [height, width, channels] }));
        expect(other.shapes.get('head')).toEqual([classes]);
        expect(other.graph.nodes.at(-1)?.name).toBe('head');
      }),
      { numRuns: 10 },
    );
  });

  it.each([{ classes: 0 }, { classes: 2.5 }, { inputShape: [32, 32] }, { inputShape: [32, 32, 0] }])(
    'refuses %o',
    (options) => {
      expect(() => model.build(options)).toThrow(AltsparseError);
      expect(() => model.build(options)).toThrow(model.name);
    },
  );
});

describe('names of nodes', () => {
  it('set stem, stages, blocks and shortcuts apart', () => {
    const names = findModel('resnet-8')
      .build()
      .nodes.map((node) => node.name);
    expect(names.slice(1, 11)).toEqual([
      'stem/conv',
      'stem/norm',
      'stem/relu',
      'stage1/block0/conv1',
      'stage1/block0/norm1',
      'stage1/block0/relu1',
      'stage1/block0/conv2',
      'stage1/block0/norm2',
      'stage1/block0/add',
      'stage1/block0/relu2',
    ]);
    expect(names.filter((name) => name.endsWith('shortcut/norm'))).toEqual([
      'stage2/block0/shortcut/norm',
      'stage3/block0/shortcut/norm',
    ]);
  });
});

describe('findModel', () => {
  it('names every model where there is none of that name', () => {
    expect(() => findModel('resnet-21')).toThrow(/resnet-21.*small-conv.*wide-resnet-32/);
  });

  it('knows each model by one name', () => {
    expect(models.map((model) => findModel(model.name))).toEqual(models);
    expect(new Set(models.map((model) => model.name)).size).toBe(models.length);
  });
});
