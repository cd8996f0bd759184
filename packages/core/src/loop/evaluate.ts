import type { BatchSource } from '../data/batch.ts';
import { guardData } from '../guard/batch.ts';
import { guardLoss } from '../guard/loss.ts';
import { countCorrect } from '../loss/cross-entropy.ts';
import type { Loss } from '../loss/loss.ts';
import type { Network } from '../network/network.ts';
import { type Store, subnetWeights } from '../store/store.ts';
import { nextTask } from './next-task.ts';
import { recalibrate } from './recalibrate.ts';

/** How well a sub-net does. */
export interface Evaluation {
  /** Mean loss over all images. */
  readonly loss: number;
  /** Share classified right. */
  readonly accuracy: number;
}

/** What an evaluation needs. */
export interface EvaluationRequest {
  /** Executes the graph. */
  readonly network: Network;
  /** The weights. */
  readonly store: Store;
  /** Which sub-net. */
  readonly subnet: number;
  /** One epoch of it is evaluated. */
  readonly data: BatchSource;
  /** Which loss to report. */
  readonly loss: Loss;
  /** Training batches, for normalisations that are `recalibrated`. */
  readonly training?: BatchSource;
}

/** Evaluates a sub-net on one epoch of batches, with its running statistics (measured anew first where asked for). */
export async function evaluate(request: EvaluationRequest): Promise<Evaluation> {
  const batches = evaluateBatches(request);
  for (;;) {
    const next = await batches.next();
    if (next.done) return next.value;
  }
}

/** The same, telling after each batch how many are done. */
export async function* evaluateBatches(request: EvaluationRequest): AsyncGenerator<number, Evaluation> {
  const { network, store, subnet } = request;
  const data = guardData(request.data, store.layout.plan, 'evaluation data');
  const loss = guardLoss(request.loss);
  if (request.training !== undefined) await recalibrate({ ...request, data: request.training });
  const weights = subnetWeights(store, subnet);
  const sums = { size: 0, loss: 0, correct: 0 };
  for (let index = 0; index < data.batchesPerEpoch; index++) {
    const batch = await data.batch(index);
    const logits = await network.forward({ subnet, weights, batch });
    await nextTask();
    const classes = logits.length / batch.size;
    sums.size += batch.size;
    sums.loss += loss.evaluate(logits, classes, batch).value * batch.size;
    sums.correct += countCorrect(logits, classes, batch.labels);
    yield index + 1;
  }
  return { loss: sums.loss / sums.size, accuracy: sums.correct / sums.size };
}
