import type { Initialiser, Shape } from '@altsparse/core';

interface Serialised {
  readonly className?: string;
  readonly config?: Readonly<Record<string, unknown>>;
}

/**
 * What TensorFlow.js would draw a weight from, as an initialiser of ours; truncated normals become plain ones of the
 * same parameter. Something else becomes Kaiming normal.
 */
export function initialiserOf(value: unknown, shape: Shape): Initialiser {
  const { className, config = {} } = (value ?? {}) as Serialised;
  const number = (key: string): number => Number(config[key] ?? 0);
  switch (className) {
    case 'Zeros':
      return { kind: 'constant', value: 0 };
    case 'Ones':
      return { kind: 'constant', value: 1 };
    case 'Constant':
      return { kind: 'constant', value: number('value') };
    case 'RandomNormal':
    case 'TruncatedNormal':
      return { kind: 'normal', deviation: number('stddev') };
    case 'RandomUniform':
      return { kind: 'uniform', limit: Math.max(Math.abs(number('minval')), Math.abs(number('maxval'))) };
    case 'VarianceScaling':
      return scaled(config, shape);
    default:
      return { kind: 'kaimingNormal', fan: 'out' };
  }
}

function scaled(config: Readonly<Record<string, unknown>>, shape: Shape): Initialiser {
  const area = shape.slice(0, -2).reduce((product, axis) => product * axis, 1);
  const [inputs, outputs] = [area * (shape.at(-2) ?? 1), area * (shape.at(-1) ?? 1)];
  const { mode, distribution, scale } = config;
  const fan = mode === 'fanIn' ? inputs : mode === 'fanOut' ? outputs : (inputs + outputs) / 2;
  const variance = Number(scale) / Math.max(1, fan);
  return distribution === 'uniform'
    ? { kind: 'uniform', limit: Math.sqrt(3 * variance) }
    : { kind: 'normal', deviation: Math.sqrt(variance) };
}
