// Tables of the paired study and the rules behind their numbers.
import { lastSteps } from '../lib/run-record.mjs';
import { markdownTable } from '../lib/table.mjs';
import { base } from './contestants.mjs';

const percent = (value) => `${(100 * value).toFixed(2)} %`;
const points = (value) => `${value > 0 ? '+' : ''}${(100 * value).toFixed(2)}`;

const heading = [
  'method',
  'seeds',
  'own steps',
  'steps',
  'seconds',
  'train loss',
  'test accuracy',
  'difference',
  '95 % interval',
  'against the base',
];

/** One line of the table of differences; numbers are means over seeds. */
export function rowOf({ name, seeds, ownSteps, steps, seconds, trainLoss, accuracy, difference, verdict }) {
  if (seeds === 0) return [name, '0', ...Array.from({ length: heading.length - 2 }, () => '–')];
  const about = [
    name,
    `${seeds}`,
    ownSteps.toFixed(0),
    steps.toFixed(0),
    seconds.toFixed(0),
    trainLoss.toFixed(3),
    percent(accuracy),
  ];
  if (difference === undefined) return [...about, '–', '–', 'the base'];
  const { mean, low, high } = difference;
  return [...about, points(mean), `${points(low)} … ${points(high)}`, verdict];
}

/** Accuracies seed by seed. */
export function seedRows(records) {
  const names = [...new Set(records.map(({ name }) => name))];
  const of = (seed, name) => records.find((one) => one.seed === seed && one.name === name)?.accuracy;
  const seeds = [...new Set(records.map(({ seed }) => seed))];
  const cell = (value) => (value === undefined ? 'failed' : percent(value));
  return {
    heading: ['seed', ...names],
    rows: seeds.map((seed) => [`${seed}`, ...names.map((name) => cell(of(seed, name)))]),
  };
}

const lengths = {
  own: (n) =>
    `AST trains ${n} sub-nets in turn and its run is ${n} times as long, so that the compared one trains as many steps as the others; the whole run costs ${n} times their steps, and leaves ${n} sub-nets.`,
  total: (n) =>
    `AST trains ${n} sub-nets in turn and its run is as long as the others', so that the compared one trains 1 / ${n} of the steps that they train.`,
};

/** The rules, one a line. */
export function rulesOf({ sparsity, astSubnets, astLength, batch, ...options }, { test }) {
  return [
    `Paired: methods of one seed have the same first weights, the same order of the same images, and the same setting: batch ${batch}, SGD with momentum 0.9, rate 0.1 falling along a cosine to 0 over the run, weight decay 5e-4. Each step takes the next batch; the compared sub-net of AST has one in ${astSubnets.length} of them. Strategies have their default options, ${base} the layers' counts by ERK; but RigL changes its mask every ${options['rigl-every']} steps: its published period is 100 steps, and the same share of so short a run would be a step or two.`,
    `Compared is the sub-net at ${percent(Number(sparsity))}. ${lengths[astLength](astSubnets.length)}`,
    'own steps: those of the compared sub-net; steps and seconds: of the whole run, evaluation left out.',
    `train loss: mean over the last ${lastSteps} own steps. test accuracy: share of the ${test} test images classified right, after the last step.`,
    `difference: test accuracy less that of ${base} with the same seed, in percentage points, mean over seeds; its interval by Student's t over the seeds' differences (paired t). Each method has an interval by itself; they are not widened for being several.`,
    'better, worse: the whole interval lies above, below 0. The study fails where a method is worse.',
  ];
}

/** Prints all. */
export function show(result, setting) {
  const { model, data, records, comparisons } = result;
  const engines = [...new Set(records.flatMap(({ engine }) => engine ?? []))].join(', ');
  console.log(`${model} on ${data}, ${setting.train} training images, engine ${engines || 'none'}\n`);
  console.log(`${markdownTable(heading, comparisons.map(rowOf))}\n`);
  const seeds = seedRows(records);
  console.log(`${markdownTable(seeds.heading, seeds.rows)}\n`);
  for (const { name, seed, error } of records)
    if (error !== undefined) console.log(`${name}, seed ${seed}: failed: ${error}`);
  for (const rule of rulesOf(result, setting)) console.log(`- ${rule}`);
}
