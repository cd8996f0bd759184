import type * as tfc from '@tensorflow/tfjs-core';
import type { NativeBackend } from '../resolve/native.ts';
import type { ResolvedEngine } from '../resolve/resolve-engine.ts';
import { firstLine } from '../resolve/trial.ts';
import { type DoctorCheck, makeCheck } from './check.ts';

/** Kernels of TensorFlow.js that training needs. */
const needed = [
  'Conv2DBackpropFilter',
  'Conv2DBackpropInput',
  'DepthwiseConv2dNativeBackpropFilter',
  'DepthwiseConv2dNativeBackpropInput',
  'MaxPoolGrad',
  'AvgPoolGrad',
];

function kernelCheck(engine: ResolvedEngine, name: string): DoctorCheck {
  const backend = engine.tf.getBackend();
  const found = engine.tf.getKernel(name, backend) !== undefined;
  const rule = `registered in TensorFlow.js for the backend ${backend}`;
  const hint = 'Networks that need it cannot train on this engine: run `altsparse engine install`.';
  return makeCheck(name, found ? 'good' : 'warn', found ? 'present' : 'missing', rule, hint);
}

type RawCall = (tf: typeof tfc, backend: NativeBackend) => tfc.Tensor[];

const typeAttribute = ({ binding }: NativeBackend, name: string): object => ({
  name,
  type: binding.TF_ATTR_TYPE,
  value: binding.TF_FLOAT,
});

const rawCalls: Readonly<Record<string, RawCall>> = {
  ReluGrad: (tf, backend) => {
    const inputs = [tf.tensor1d([2, 3]), tf.tensor1d([-1, 1])];
    return backend.executeMultipleOutputs('ReluGrad', [typeAttribute(backend, 'T')], inputs, 1);
  },
  FusedBatchNormV3: (tf, backend) => {
    const { binding } = backend;
    const attributes = [
      typeAttribute(backend, 'T'),
      typeAttribute(backend, 'U'),
      { name: 'epsilon', type: binding.TF_ATTR_FLOAT, value: 1e-5 },
      { name: 'data_format', type: binding.TF_ATTR_STRING, value: 'NHWC' },
      { name: 'is_training', type: binding.TF_ATTR_BOOL, value: true },
    ];
    const empty = tf.tensor1d([]);
    const inputs = [tf.ones([1, 2, 2, 1]), tf.ones([1]), tf.zeros([1]), empty, empty];
    return backend.executeMultipleOutputs('FusedBatchNormV3', attributes, inputs, 6);
  },
};

function rawCheck({ tf, name: engine }: ResolvedEngine, name: string, call: RawCall): DoctorCheck {
  const rule = 'called once as an operation of TensorFlow; it makes a training step up to 3 times as fast';
  if (!engine.startsWith('tfjs-node')) {
    return makeCheck(`${name} (native)`, 'good', 'not on this engine', 'TensorFlow only; other engines compose it');
  }
  try {
    tf.tidy(() => void call(tf, tf.backend() as unknown as NativeBackend));
    return makeCheck(`${name} (native)`, 'good', 'present', rule);
  } catch (error) {
    return makeCheck(`${name} (native)`, 'warn', firstLine(error), rule, 'Install the default version of TensorFlow.');
  }
}

function ownCheck({ name: engine, kernels }: ResolvedEngine): DoctorCheck {
  const title = 'fused normalisation';
  const rule = 'compiled at installation; normalisation, sum and ReLU in one, a training step 4 to 8 % faster';
  if (engine !== 'tfjs-node') return makeCheck(title, 'good', 'not on this engine', 'TensorFlow on a CPU only');
  const hint = 'Run `altsparse engine install`; it needs a C++ compiler.';
  return makeCheck(title, kernels === null ? 'warn' : 'good', kernels === null ? 'missing' : 'present', rule, hint);
}

/** Looks for the gradient kernels that training needs or gains from. */
export function kernelChecks(engine: ResolvedEngine): DoctorCheck[] {
  const raw = Object.entries(rawCalls).map(([name, call]) => rawCheck(engine, name, call));
  return [...needed.map((name) => kernelCheck(engine, name)), ...raw, ownCheck(engine)];
}
