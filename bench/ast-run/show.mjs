// Tables and the picture.
import { FLOP_RULE } from '@altsparse/core';
import { barPanels } from '../lib/picture.mjs';
import { table } from '../lib/table.mjs';
import { everywhere } from './summary.mjs';

const seconds = (ms) => (ms / 1000).toFixed(1);
const percent = (share) => `${(100 * share).toFixed(2)} %`;

/** Prints the runs, then the phases of each. */
export function show({ records, picture, others }, given) {
  const { steps, model, data, threads, every } = given;
  console.log(
    `${model} on ${data}, ${steps} steps of batch ${given.batch}, ${threads} threads, ${given.chunk} steps of each in turn\n`,
  );
  console.log(table(['', 's', 'times as fast', 'start, s', 'peak MB', 'test accuracy'], records.map(lineOf)));
  showWork(records);
  for (const record of records) showPhases(record);
  console.log('');
  for (const rule of rulesOf({ every, picture, others })) console.log(`- ${rule}`);
}

function lineOf({ label, total, asFastAsPytorch: faster, start, peakBytes, subnets, accuracy }) {
  const ratio =
    faster === undefined ? '–' : `${faster.ratio.toFixed(2)} [${faster.low.toFixed(2)}, ${faster.high.toFixed(2)}]`;
  const reached = subnets === undefined ? percent(accuracy) : subnets.map((one) => percent(one.accuracy)).join(', ');
  return [label, seconds(total), ratio, seconds(start), (peakBytes / 1e6).toFixed(0), reached];
}

/** Multiply-adds under the masks of each run. */
function showWork(records) {
  const ours = records.filter(({ denseMacs }) => denseMacs !== undefined);
  if (ours.length === 0) return;
  const million = (macs) => (macs / 1e6).toFixed(2);
  const rows = ours.flatMap(({ label, subnets, denseMacs }) =>
    subnets.map(({ name, macs: { mean, last, uniform } }) => [
      ...[`${label}: ${name}`, million(mean), million(last)],
      ...[percent(mean / denseMacs), (mean / uniform).toFixed(2)],
    ]),
  );
  const heading = ['million multiply-adds', 'mean', 'at the end', 'mean of dense', 'times uniform'];
  console.log(
    `\nMultiply-adds of one image forward; dense: ${million(ours[0].denseMacs)} million\n${table(heading, rows)}`,
  );
}

function showPhases({ label, total, phases, version }) {
  const rows = phases.map(({ name, engine, count, ms }) => [
    name,
    engine ?? '',
    count === undefined ? '' : `${count}`,
    seconds(ms),
    percent(ms / total),
    count ? (ms / count).toFixed(1) : '',
  ]);
  console.log(`\n${label} (${version})\n${table(['phase', 'engine', 'count', 's', 'share', 'ms each'], rows)}`);
}

const rulesOf = ({ every, picture, others }) => [
  'Runs of the command: data, augmentation, mask updates, correction, optimizer, evaluation of every sub-net and what is written of the run are in the time; what comes before the first step (start) is not. Where the switch point is measured, the first run of a model on a machine has the dense steps of both engines in its start and its peak. PyTorch: one dense net, the same number of steps, its own data and augmentation, evaluation as often.',
  'times as fast: time of dense PyTorch in fp32 by own time, over all steps; the interval is of chunks drawn again.',
  `Masks of a sub-net change every ${every} steps (the paper: 999 of 62,560), along the paper's cubic ramp over 110/160 of the run; the others' 300/999 of that later.`,
  `multiply-adds: under the masks that the run itself made, mean over the sub-net's own steps. times uniform: beside masks that have the same sparsity at each step, the same in every layer. First masks are uniform or by ERK; later ones are pruned over all layers by magnitude in either run. ${FLOP_RULE}`,
  'mask updates: what these steps take more than others outside of forward and backward pass. Batches are prepared ahead by a thread, which also has the time of the others’ turns for one or two of them.',
  ...(others > 0.1 ? [`Others took up to ${percent(others)} of the processors in a turn.`] : []),
  `Picture: ${picture}`,
];

/** One bar for each run, its phases side by side: passes by sub-net, those that growth needs together. */
export function draw(records, { model, steps }) {
  const bars = records.map(({ label, phases }) => ({ name: label, parts: partsOf(phases) }));
  return barPanels({ title: `${model}, ${steps} steps`, unit: 's', panels: [{ title: 'Seconds by phase', bars }] });
}

function partsOf(phases) {
  const parts = new Map();
  for (const { name, ms } of phases) {
    const part = name.endsWith(everywhere) ? `passes with ${everywhere}` : name;
    parts.set(part, (parts.get(part) ?? 0) + Math.max(0, ms) / 1000);
  }
  return [...parts].map(([name, value]) => ({ name, value }));
}
