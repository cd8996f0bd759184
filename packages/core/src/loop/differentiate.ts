import type { Batch } from '../data/batch.ts';
import { AltsparseError } from '../error.ts';
import { countCorrect } from '../loss/cross-entropy.ts';
import type { Pass } from '../network/network.ts';
import { derive } from '../random.ts';
import { subnetWeights, updateStatistics } from '../store/store.ts';
import type { StageRun } from './context.ts';

/** Forward and backward of one sub-net over the batches of a step. */
export interface StepPass {
  /** Mean loss. */
  readonly loss: number;
  /** Share classified right. */
  readonly accuracy: number;
  /** `[plan.parameterCount]`: mean gradient with respect to effective weights. */
  readonly gradient: Float32Array;
}

/**
 * Differentiates one sub-net and moves its running statistics.
 *
 * @param batches - One or, with accumulation, several; their gradients are averaged.
 * @param want - Gradient at all positions, or where the mask is 1 only.
 * @throws AltsparseError `loss-not-finite` with step and sub-net.
 */
export async function differentiate(
  stage: StageRun,
  subnet: number,
  step: number,
  batches: readonly Batch[],
  want: 'all' | 'kept',
): Promise<StepPass> {
  const weights = subnetWeights(stage.store, subnet);
  const passes: Pass[] = [];
  for (const [index, batch] of batches.entries()) {
    const noise = derive(stage.seed, 'noise', stage.index, step, subnet, index);
    const pass = await stage.network.differentiate({ subnet, weights, batch, loss: stage.loss, want, noise });
    if (!Number.isFinite(pass.loss)) {
      throw new AltsparseError('loss-not-finite', 'The loss is not finite.', {
        place: `step ${step}, sub-net ${subnet}`,
        found: String(pass.loss),
        hint: 'Try a smaller learning rate, warm-up or clipping.',
      });
    }
    updateStatistics(stage.store, subnet, pass.moments);
    passes.push(pass);
  }
  return {
    loss: mean(passes.map((pass) => pass.loss)),
    accuracy: accuracyOf(passes, batches),
    gradient: meanGradient(passes),
  };
}

/** Sets a gradient to 0 where a mask is 0. */
export function restrict(gradient: Float32Array, mask: Uint8Array): void {
  for (let i = 0; i < mask.length; i++) if (mask[i] === 0) gradient[i] = 0;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function accuracyOf(passes: readonly Pass[], batches: readonly Batch[]): number {
  const counts = passes.map((pass, index) => {
    const batch = batches[index] as Batch;
    return { size: batch.size, correct: countCorrect(pass.logits, pass.logits.length / batch.size, batch.labels) };
  });
  return counts.reduce((sum, one) => sum + one.correct, 0) / counts.reduce((sum, one) => sum + one.size, 0);
}

function meanGradient(passes: readonly Pass[]): Float32Array {
  const [first, ...rest] = passes.map((pass) => pass.gradient);
  const gradient = first as Float32Array;
  if (rest.length === 0) return gradient;
  for (let i = 0; i < gradient.length; i++)
    gradient[i] = rest.reduce((sum, other) => sum + (other[i] as number), gradient[i] as number) / passes.length;
  return gradient;
}
