// Tables and the picture.
import process from 'node:process';
import { linePanels } from '../lib/picture.mjs';
import { table } from '../lib/table.mjs';
import { meanRow } from './summary.mjs';

/** Load average from which on times say little; PyTorch suffers most, its threads wait for each other at every layer. */
const busy = 1.5;

const number = (value, digits = 0) => value.toFixed(digits);
const percent = (sparsity) => (sparsity === meanRow ? 'mean' : `${Number((100 * sparsity).toFixed(2))} %`);
const ratio = (one) =>
  one === undefined ? '–' : `${number(one.median, 2)} [${number(one.low, 2)}, ${number(one.high, 2)}]`;

const heading = [
  '',
  'sparsity',
  'ms, median',
  'quarters',
  'times as fast as PyTorch',
  'as SparseProp',
  'kernels',
  'engine',
  'loop',
  'GFLOP/s',
  'peak MB',
];

function lineOf(row) {
  const { split = {} } = row;
  const part = (value) => (value === undefined ? '–' : number(value, 1));
  return [
    row.name,
    percent(row.sparsity),
    number(row.median, 1),
    `${number(row.quarter, 1)} – ${number(row.threeQuarters, 1)}`,
    ratio(row.asFastAsPytorch),
    ratio(row.asFastAsSparseprop),
    part(split.kernels),
    part(split.host ?? split.network),
    part(split.bookkeeping),
    number(row.gflopsPerSecond, 1),
    number(row.peakBytes / 1e6),
  ];
}

/** What a setting is, in a line. */
export const titleOf = ({ net, batch, masks, threads }) =>
  `${net}, batch ${batch}, ${masks} masks, ${threads} ${threads === 1 ? 'thread' : 'threads'}`;

/** Prints one setting. */
export function showSetting(setting) {
  const { work, dense, images, pytorch, rows, load, others } = setting;
  console.log(`\n${titleOf(setting)} (${images})`);
  const kept = work.map(({ sparsity, macs }) => `${percent(sparsity)}: ${number(macs / 1e6, 1)}`);
  console.log(`million multiply-adds of one image forward: dense ${number(dense.macs / 1e6, 1)}; ${kept.join(', ')}`);
  if (pytorch !== undefined) console.log(`compared with ${pytorch}`);
  console.log(`\n${table(heading, rows.map(lineOf))}\n`);
  console.log([...new Set(rows.map(({ version }) => version))].join(', '));
  const most = Math.max(0, ...others.filter((share) => share !== undefined));
  if (most > 0.1) console.log(`Others took up to ${number(100 * most)} % of the processors in a round that counts.`);
  if (load > busy)
    console.log(`The machine was busy when this began (load ${number(load, 1)}): do not quote these times.`);
}

/** Prints what the numbers mean. */
export function showRules({ ompWaitPolicy, picture }) {
  const lines = [
    'a step: forward, loss, backward, optimizer; here with gradient correction and bookkeeping, as `train` does it (time of its step events). Sub-nets of 90 % and more train in turn on shared weights.',
    'times as fast: time of the other by own time in the same round; median and 95 % interval. PyTorch: its dense step in fp32, in the faster layout.',
    'kernels, engine, loop: ms in the tapes of kernels, in the rest of forward and backward (one number for TensorFlow), and outside of it: data, correction, optimizer. GFLOP/s: of kept weights, three passes, 2 FLOPs a multiply-add.',
    'peak MB: resident memory of the process at its most; sub-nets that train in turn share one.',
    `OMP_WAIT_POLICY ${ompWaitPolicy}, Node ${process.version}. Picture: ${picture}`,
  ];
  console.log('');
  for (const line of lines) console.log(`- ${line}`);
}

/** One panel for each setting but for sparsities, milliseconds over sparsity. */
export function drawSettings(settings) {
  const titles = [...new Set(settings.map(titleOf))];
  const panels = titles.map((title) => {
    const own = settings.filter((setting) => titleOf(setting) === title);
    const sparsities = [...new Set(own.flatMap((setting) => setting.sparsities))].sort((a, b) => a - b);
    return { title, places: sparsities.map(percent), series: seriesOf(own, sparsities) };
  });
  return linePanels({ title: 'One training step', unit: 'ms', panels });
}

function seriesOf(settings, sparsities) {
  const rows = settings.flatMap((setting) => setting.rows);
  const names = [...new Set(rows.map(({ name }) => name))];
  return names.map((name) => ({ name, values: sparsities.map((sparsity) => valueAt(settings, name, sparsity)) }));
}

/** A dense net takes the same time wherever it is measured: what was measured beside this sparsity. */
function valueAt(settings, name, sparsity) {
  const { rows } = settings.find(({ sparsities }) => sparsities.includes(sparsity));
  const own = rows.filter((row) => row.name === name);
  return own.find((row) => row.engine === 'pytorch' || row.sparsity === sparsity)?.median;
}
