/** The prefetching thread's own program: it is sent numbers and sends batches back. */
import { parentPort, workerData } from 'node:worker_threads';
import { batches } from '../batches.ts';
import type { BatchReply } from './batch-worker.ts';
import { type BatchRecipe, recipeOptions } from './recipe.ts';

const source = batches(recipeOptions(workerData as BatchRecipe));

parentPort?.on('message', async (index: number) => {
  const batch = await source.batch(index);
  const reply: BatchReply = { index, batch };
  parentPort?.postMessage(reply, [batch.images.buffer as ArrayBuffer, batch.labels.buffer as ArrayBuffer]);
});
