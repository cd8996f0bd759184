// npm run bench -- two-engines [--parts losses,masks,accuracies] [--steps 500] [--seeds 3] [--test N] …: do the engine of TensorFlow and the sparse
// engine train the same? First losses, masks after an update from one state, test accuracies. Ends with status 1 where a check fails.
import process from 'node:process';
import { parseArgs } from 'node:util';
import { list } from '../lib/list.mjs';
import { compareAccuracies } from './accuracies.mjs';
import { compareLosses } from './losses.mjs';
import { compareMasks } from './masks.mjs';
import { options } from './options.mjs';
import { show } from './show.mjs';

const { values: given } = parseArgs({ options });
process.env.TF_NUM_INTRAOP_THREADS ??= given.threads; // before TensorFlow is loaded
process.env.TF_CPP_MIN_LOG_LEVEL ??= '1';

const compare = { losses: compareLosses, masks: compareMasks, accuracies: compareAccuracies };
const result = {};
for (const part of list(given.parts)) {
  if (compare[part] === undefined)
    throw new Error(`--parts must be of ${Object.keys(compare).join(', ')}, not '${part}'.`);
  result[part] = await compare[part](given);
}
if (given.json) console.log(JSON.stringify({ options: given, ...result }));
else show(result, given);
process.exitCode = Object.values(result).every(({ passed }) => passed) ? 0 : 1;
