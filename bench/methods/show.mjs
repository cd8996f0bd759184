// The table of all strategies and the rules behind its numbers.
import { lastSteps } from '../lib/run-record.mjs';
import { markdownTable } from '../lib/table.mjs';
import { share } from './recipes.mjs';

const percent = (value, digits = 2) => `${(100 * value).toFixed(digits)} %`;

const heading = [
  'strategy',
  'steps',
  'sparsity asked',
  'sparsity reached',
  'mask changes',
  'train loss',
  'test accuracy',
  'learned',
  'seconds',
];

/** One line of the table. */
export function rowOf({ label, error, ...row }) {
  if (error !== undefined) return [label, `failed: ${error}`, ...Array.from({ length: heading.length - 2 }, () => '–')];
  const { steps, target, sparsity, maskChanges, trainLoss, accuracy, learned, seconds } = row;
  const masks = [percent(target), percent(sparsity), `${maskChanges}`];
  return [
    label,
    `${steps}`,
    ...masks,
    trainLoss.toFixed(3),
    percent(accuracy),
    learned ? 'yes' : 'no',
    seconds.toFixed(0),
  ];
}

/** The rules, one a line. */
export function rulesOf({ sparsity, limit, budget, batch, seed }, { classes, test }) {
  return [
    `steps: of the whole run, its stages and rounds together. The budget is ${budget}, a multiple of 12; a strategy of n stages has ⌊${budget} / n⌋ in each.`,
    `Every run: batch ${batch}, SGD with momentum 0.9, rate 0.1 falling along a cosine to 0 in each stage, weight decay 5e-4, seed ${seed}; a strategy has its default options, except: a period that is told in epochs is ${percent(share, 0)} of the run. Strategies that prune a trained net once have a dense stage before.`,
    `sparsity asked: ${percent(Number(sparsity), 1)}; where a strategy refuses it, the nearest of 2:4, 1:4, 1:8 and 1:16. reached: share of zeros over all maskable weights; layers that a pattern leaves dense count.`,
    'mask changes: updates that dropped or grew a weight, and stages or rounds that begin with another sparsity. The first mask is none.',
    `train loss: mean over the last ${lastSteps} steps, each on its own batch. test accuracy: share of the ${test} test images classified right, after the last step.`,
    `learned: test accuracy above ${percent(limit)}: chance, 1 / ${classes}, and 3.09 standard errors √(p (1 − p) / ${test}), which guessing passes once in 1000 times.`,
    'seconds: of all steps, evaluation left out. One seed, a short run: a check that each learns, no ranking.',
  ];
}

/** Prints all. */
export function show(result, setting) {
  const { model, data, rows } = result;
  const engines = [...new Set(rows.flatMap(({ engine }) => engine ?? []))].join(', ');
  console.log(`${model} on ${data}, ${setting.train} training images, engine ${engines || 'none'}\n`);
  console.log(`${markdownTable(heading, rows.map(rowOf))}\n`);
  for (const rule of rulesOf(result, setting)) console.log(`- ${rule}`);
}
