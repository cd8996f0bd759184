import type { Batch } from '../data/batch.ts';
import { AltsparseError } from '../error.ts';
import { countCorrect } from '../loss/cross-entropy.ts';
import type { DifferentiateRequest, Pass } from '../network/network.ts';
import { partPlace } from '../plugin/origin.ts';
import { derive } from '../random.ts';
import { locate } from './blame.ts';
import type { StageRun } from './context.ts';
import type { Lesson } from './lesson.ts';

/** Forward and backward of one sub-net over the batches of a step. */
export interface StepPass {
  /** Mean loss. */
  readonly loss: number;
  /** Share classified right. */
  readonly accuracy: number;
  /** `[plan.parameterCount]`: mean gradient over all images with respect to effective weights. */
  readonly gradient: Float32Array;
  /** Is the gradient known to be 0 wherever the mask is? */
  readonly restricted: boolean;
  /** Per batch: its moments at each normalisation, for the running statistics. */
  readonly moments: readonly Float32Array[];
  /** Per batch: `[size, classes]`. */
  readonly logits: readonly Float32Array[];
  /** Which engine computed it. */
  readonly engine: string;
}

/**
 * Differentiates one sub-net. Changes nothing in the store.
 *
 * @param lesson - One batch or, with accumulation, several; loss and gradient are means over all their images.
 * @param want - Gradient at all positions, or where the mask is 1 only.
 * @param into - Where the network may put it, 0 where the mask is; nothing else may need what is there.
 * @throws AltsparseError `loss-not-finite` with step and sub-net; `weights-not-finite` where weights were so before.
 */
export async function differentiate(
  stage: StageRun,
  subnet: number,
  step: number,
  { batches, loss }: Lesson,
  want: 'all' | 'kept',
  into?: Float32Array,
): Promise<StepPass> {
  const weights = stage.books.of(subnet).weights();
  const reused = batches.length === 1 ? into : undefined;
  const passes: Pass[] = [];
  for (const [index, batch] of batches.entries()) {
    const noise = derive(stage.seed, 'noise', stage.index, step, subnet, index);
    const request = { subnet, weights, batch, loss, want, noise, ...(reused && { into: reused }) };
    const pass = await differentiateAt(stage, step, request);
    if (!Number.isFinite(pass.loss)) throw notFinite(stage, step, request, pass.loss);
    passes.push(pass);
  }
  const shares = sharesOf(batches);
  return {
    loss: passes.reduce((sum, pass, index) => sum + pass.loss * (shares[index] as number), 0),
    accuracy: accuracyOf(passes, batches),
    gradient: meanGradient(passes, shares),
    restricted: passes.every((pass) => pass.restricted === true),
    moments: passes.map((pass) => pass.moments),
    logits: passes.map((pass) => pass.logits),
    engine: passes[0]?.engine ?? stage.network.engine,
  };
}

async function differentiateAt(stage: StageRun, step: number, request: DifferentiateRequest): Promise<Pass> {
  try {
    return await stage.network.differentiate(request);
  } catch (cause) {
    throw locate(`step ${step}, sub-net ${request.subnet}`, cause);
  }
}

/** The loss is the place where it shows; weights that an update spoilt are looked for only now, so that looking costs nothing. */
function notFinite(stage: StageRun, step: number, request: DifferentiateRequest, loss: number): AltsparseError {
  const place = `step ${step}, sub-net ${request.subnet}`;
  const hint = 'Try a smaller learning rate, warm-up or clipping.';
  const { parameters } = request.weights;
  const spoilt = parameters.findIndex((weight) => !Number.isFinite(weight));
  if (spoilt < 0) return new AltsparseError('loss-not-finite', 'The loss is not finite.', { place, found: loss, hint });
  const name = stage.plan.parameters.find((one) => spoilt < one.offset + one.length)?.name;
  const optimizer = partPlace('optimizer', stage.optimizer.name, 'update', stage.options.optimizer);
  return new AltsparseError('weights-not-finite', 'An earlier update has left weights that are not finite.', {
    place: `${place}, parameter ${name}`,
    found: parameters[spoilt],
    hint: `${hint} They were updated by ${optimizer}.`,
  });
}

/** Sets a gradient to 0 where a mask is 0. */
export function restrict(gradient: Float32Array, mask: Uint8Array): void {
  for (let i = 0; i < mask.length; i++) if (mask[i] === 0) gradient[i] = 0;
}

/** Part of all images that each batch has: the last batch of an epoch may be smaller. */
function sharesOf(batches: readonly Batch[]): number[] {
  const total = batches.reduce((sum, batch) => sum + batch.size, 0);
  return batches.map((batch) => batch.size / total);
}

function accuracyOf(passes: readonly Pass[], batches: readonly Batch[]): number {
  const counts = passes.map((pass, index) => {
    const batch = batches[index] as Batch;
    return { size: batch.size, correct: countCorrect(pass.logits, pass.logits.length / batch.size, batch.labels) };
  });
  return counts.reduce((sum, one) => sum + one.correct, 0) / counts.reduce((sum, one) => sum + one.size, 0);
}

function meanGradient(passes: readonly Pass[], shares: readonly number[]): Float32Array {
  const [first, ...rest] = passes.map((pass) => pass.gradient);
  const gradient = first as Float32Array;
  if (rest.length === 0) return gradient;
  return gradient.map((value, i) =>
    rest.reduce(
      (sum, other, index) => sum + (other[i] as number) * (shares[index + 1] as number),
      value * (shares[0] as number),
    ),
  );
}
