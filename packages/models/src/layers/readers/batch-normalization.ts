import { demand } from '../attributes.ts';
import { initialiserOf } from '../initialisers.ts';
import type { LayerReader, WeightPlace } from '../layer-call.ts';

const affine: readonly WeightPlace[] = [
  { suffix: '', role: 'scale' },
  { suffix: '', role: 'offset' },
];
const moments: readonly WeightPlace[] = [
  { suffix: '', role: 'mean' },
  { suffix: '', role: 'variance' },
];

/** `BatchNormalization`. One without scale or offset gets it, 1 or 0 at first, and is written back with it. */
export const readBatchNormalization: LayerReader = (call) => {
  const rank = (call.inputs[0]?.length ?? 0) + 1;
  demand(call, 'axis', [-1, rank - 1], 'Use batchNormalization over the last axis.');
  const { momentum = 0.99, epsilon = 1e-3, scale, center, gammaInitializer } = call.config;
  const first = initialiserOf(gammaInitializer, [1]);
  const initialScale = scale !== false && first.kind === 'constant' ? first.value : 1;
  return {
    nodes: [
      { suffix: '', operation: { op: 'batchNorm', epsilon: Number(epsilon), decay: Number(momentum), initialScale } },
    ],
    weights: [...(scale === false ? [] : affine.slice(0, 1)), ...(center === false ? [] : affine.slice(1)), ...moments],
    written: [...affine, ...moments],
    change: { scale: true, center: true },
  };
};
