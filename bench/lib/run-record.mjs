// What a finished run's folder says, in a study's words.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Steps at a run's end over which the train loss is a mean. */
export const lastSteps = 20;

const mean = (values) => values.reduce((sum, one) => sum + one, 0) / values.length;

/** The record of one sub-net, the last one unless told, of a complete run. */
export function readRecord({ folder, steps, seconds, subnets }, subnet = subnets.length - 1) {
  const lines = readFileSync(join(folder, 'metrics.jsonl'), 'utf8').trim().split('\n');
  const { engine } = JSON.parse(readFileSync(join(folder, 'environment.json'), 'utf8'));
  const { target, sparsity, test } = subnets[subnet];
  const events = lines.map((line) => JSON.parse(line));
  const own = { folder, engine: engine.name, steps, seconds, target, sparsity, accuracy: test.accuracy };
  return { ...own, ...summarise(events, subnet) };
}

/** Steps, losses and mask changes of one sub-net in the events of a run. */
export function summarise(events, subnet) {
  const losses = events.filter(({ type }) => type === 'step').flatMap(({ trained }) => lossOf(trained, subnet));
  return { ownSteps: losses.length, trainLoss: mean(losses.slice(-lastSteps)), maskChanges: changes(events, subnet) };
}

const lossOf = (trained, subnet) => trained.filter((one) => one.subnet === subnet).map(({ loss }) => loss);

/** Updates that dropped or grew a weight, and stages that begin with another sparsity than the one before ended with. */
function changes(events, subnet) {
  let [count, sparsity] = [0, undefined];
  for (const event of events) {
    const after = event.type === 'mask' && event.subnet === subnet ? event.sparsity : startOf(event, subnet);
    if (after === undefined) continue;
    const changed =
      event.type === 'mask' ? event.dropped + event.grown > 0 : sparsity !== undefined && after !== sparsity;
    if (changed) count++;
    sparsity = after;
  }
  return count;
}

const startOf = (event, subnet) => (event.type === 'stage' ? event.subnets[subnet]?.sparsity : undefined);
