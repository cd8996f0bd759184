// What is measured: options, and the settings that follow from them.
import { list } from '../lib/list.mjs';
import { checkMasks } from './masks.mjs';
import { nets } from './nets.mjs';

/** Options, for `parseArgs`. Lists are separated by commas; without any the command measures what the project promises of its speed. */
export const options = {
  net: { type: 'string', default: 'wide' },
  batch: { type: 'string', default: '128' },
  masks: { type: 'string', default: 'uniform' },
  threads: { type: 'string', default: '2,1' },
  sparsity: { type: 'string', default: '0,90,95,98' },
  engines: { type: 'string', default: 'native,wasm,pytorch,sparseprop' },
  precision: { type: 'string', default: 'fp32,mixed' },
  pairs: { type: 'string', default: '10' },
  quiet: { type: 'boolean', default: false },
  picture: { type: 'string', default: 'runs/sparse-step.svg' },
  json: { type: 'boolean', default: false },
};

const engineNames = ['native', 'wasm', 'tensorflow', 'pytorch', 'sparseprop'];
const precisions = ['fp32', 'mixed'];

/** From this sparsity on, sub-nets are trained together, as AST does; sparser nets than that train alone. */
const together = 0.9;

/** Reads the options. Throws for what is not known. */
export function readOptions(given) {
  const read = {
    nets: list(given.net),
    batches: list(given.batch).map(Number),
    masks: list(given.masks),
    threads: list(given.threads).map(Number),
    sparsities: list(given.sparsity).map((percent) => Number(percent) / 100),
    engines: list(given.engines),
    precisions: list(given.precision),
    pairs: Number(given.pairs),
  };
  refuseOthers('--net', read.nets, Object.keys(nets));
  refuseOthers('--engines', read.engines, engineNames);
  refuseOthers('--precision', read.precisions, precisions);
  read.masks.forEach(checkMasks);
  if (!read.sparsities.every((sparsity) => sparsity >= 0 && sparsity < 1))
    throw new Error(`--sparsity must be of percentages from 0 to below 100, not '${given.sparsity}'.`);
  for (const [name, values] of Object.entries({ batch: read.batches, threads: read.threads, pairs: [read.pairs] }))
    if (!values.every((value) => Number.isSafeInteger(value) && value > 0))
      throw new Error(`--${name} must be of whole numbers from 1 on, not '${given[name]}'.`);
  return read;
}

function refuseOthers(option, values, known) {
  const other = values.find((value) => !known.includes(value));
  if (other !== undefined) throw new Error(`${option} must be of ${known.join(', ')}, not '${other}'.`);
}

/** Every combination that is measured by itself: those who take part in one are asked in turn. */
export function settingsOf({ nets: names, batches, masks, threads, sparsities }) {
  const groups = groupsOf(sparsities);
  return names.flatMap((net) =>
    batches.flatMap((batch) =>
      masks.flatMap((mask) =>
        threads.flatMap((count) =>
          groups.map((group) => ({ net, batch, masks: mask, threads: count, sparsities: group })),
        ),
      ),
    ),
  );
}

/** Sparsities that train together; each other one alone. */
export function groupsOf(sparsities) {
  const rising = [...new Set(sparsities)].sort((a, b) => a - b);
  const high = rising.filter((sparsity) => sparsity >= together);
  return [...rising.filter((sparsity) => sparsity < together).map((one) => [one]), ...(high.length > 0 ? [high] : [])];
}
