// begin: training
import { alternating, GraphBuilder, share, train } from '@altsparse/core';
import { batches } from '@altsparse/data';
import { loadDataset } from '@altsparse/data/node';
import { tfjsNetwork } from '@altsparse/engine';
import { resolveEngine } from '@altsparse/engine/node';
import { conflictSummary, projection } from '@altsparse/gc-projection';
import { ast } from '@altsparse/prune-granet';

await resolveEngine({ prefer: 'wasm' });
const digits = await loadDataset('digits');
const net = new GraphBuilder('two-layers', digits.shape);
const hidden = net.relu('relu', net.dense('hidden', net.node('flat', { op: 'flatten' }, net.input), 64));
net.dense('head', hidden, digits.classes);
const network = tfjsNetwork({ graph: net.build() });

const strategy = ast({ every: 20, offset: 5, until: share(0.7), share: 0.3 });
const data = batches({ images: digits.train, batchSize: 32, shuffle: true, normalise: digits });
const evaluation = batches({ images: digits.test, batchSize: 500, normalise: digits });
const stage = { subnets: [0.8, 0.9], strategy, scheduler: alternating(), surgery: projection(), length: 400 };
const conflicts = conflictSummary();
const stages = [{ ...stage, data, evaluation }];
const run = train({ model: net.build(), network, stages, observers: [conflicts] });
for await (const event of run) if (event.type === 'evaluation') console.log(event.subnet, event.accuracy);
console.log('Gradients at odds before correction:', conflicts.report().overall.shareBefore);
network.dispose();
// end

/** What the test looks at. */
export const { subnets } = await run.result;
export const { overall } = conflicts.report();
