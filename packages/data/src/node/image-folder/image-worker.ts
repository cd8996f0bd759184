/** The thread that reads images ahead: it is sent numbers and sends batches back. */
import { parentPort, workerData } from 'node:worker_threads';
import type { BatchReply } from '../batch-worker.ts';
import { type ImageRecipe, imageRecipeOptions } from './image-recipe.ts';
import { plainImageBatches } from './plain-image-batches.ts';

const tell = (place: string, found: string): void =>
  parentPort?.postMessage({ skipped: { place, found } } satisfies BatchReply);
const source = plainImageBatches(imageRecipeOptions(workerData as ImageRecipe), tell);

parentPort?.on('message', async (index: number) => {
  // A batch that cannot be made is left out: the other side tries again, and has the error.
  const batch = await source.batch(index).catch(() => undefined);
  const reply: BatchReply = { index, batch };
  parentPort?.postMessage(reply, batch ? [batch.images.buffer as ArrayBuffer, batch.labels.buffer as ArrayBuffer] : []);
});
