// From answers to medians, ratios and a table.
import process from 'node:process';
import { median, pairedRatio, quantile } from '../lib/statistics.mjs';
import { table } from '../lib/table.mjs';

/** Load average from which on times say little; PyTorch suffers most, its threads wait for each other at every layer. */
const busy = 1.5;

/** Those that train the whole net start from the same weights on the same batch: a first loss of its own is a fault of the comparison. */
export function refuseOtherWork(all) {
  const dense = all.filter(({ name }) => !name.includes('AST'));
  const wrong = dense.find(({ firstLoss }) => Math.abs(firstLoss - dense[0].firstLoss) > 1e-3);
  if (wrong)
    throw new Error(`${wrong.name} starts with loss ${wrong.firstLoss}, ${dense[0].name} with ${dense[0].firstLoss}.`);
}

/** What one contestant answered in all rounds, without the warm-up's times. */
export function resultOf(answers, warmUp) {
  const last = answers.at(-1);
  const ms = answers.slice(warmUp).map((answer) => answer.ms);
  return { version: last.version, firstLoss: answers[0].loss, lastLoss: last.loss, peakBytes: last.peakBytes, ms };
}

/** Adds medians and ratios to each PyTorch. */
export function summarise({ contestants: all, ...rest }) {
  const bases = all.filter(({ name }) => name.startsWith('PyTorch'));
  return {
    ...rest,
    contestants: all.map((one) => ({
      ...one,
      median: median(one.ms),
      quarter: quantile(one.ms, 0.25),
      threeQuarters: quantile(one.ms, 0.75),
      ratios: bases.map((base) => ({ to: base.name, ...pairedRatio(one.ms, base.ms) })),
    })),
  };
}

const number = (value, digits = 2) => value.toFixed(digits);

/** Prints the table. */
export function show({ images, load, ompWaitPolicy, contestants: all }, { model, batch, threads, pairs }) {
  console.log(`One training step of ${model}, batch ${batch} (${images}), ${threads} threads, ${pairs} rounds in turn`);
  console.log(
    'ratio: time / time of PyTorch in the same round, median and 95 % interval; below 1 is faster than PyTorch\n',
  );
  const ratio = ({ median: middle, low, high }) => `${number(middle)} [${number(low)}, ${number(high)}]`;
  const heading = [
    '',
    'ms, median',
    'quarters',
    ...all[0].ratios.map(({ to }) => `ratio to ${to}`),
    'peak MB',
    'first loss',
  ];
  const rows = all.map((one) => [
    one.name,
    number(one.median, 0),
    `${number(one.quarter, 0)} – ${number(one.threeQuarters, 0)}`,
    ...one.ratios.map(ratio),
    number(one.peakBytes / 1e6, 0),
    number(one.firstLoss, 5),
  ]);
  console.log(table(heading, rows));
  console.log(
    `\n${[...new Set(all.map((one) => one.version))].join(', ')} (OMP_WAIT_POLICY ${ompWaitPolicy}), Node ${process.version}`,
  );
  if (load > busy)
    console.log(`The machine was busy when this began (load ${number(load, 1)}): do not quote these times.`);
}
