// Tables.
import { table } from '../lib/table.mjs';

const verdict = ({ passed }) => (passed ? 'ok' : 'FAILED');
const points = (share) => (100 * share).toFixed(2);

/** Prints what was compared. */
export function show({ losses, masks, accuracies }, { model, data, batch }) {
  console.log(`${model} on ${data}, batch ${batch}`);
  if (losses !== undefined) showLosses(losses);
  if (masks !== undefined) showMasks(masks);
  if (accuracies !== undefined) showAccuracies(accuracies);
}

function showLosses({ engines, losses, rate, largest, limit, ...rest }) {
  console.log(
    `\nLosses of ${engines.join(' and ')}, ${losses[0].length} steps at a learning rate of ${rate}: largest relative difference ${largest.toExponential(2)} (limit ${limit.toExponential(0)}): ${verdict(rest)}`,
  );
}

function showMasks({ updates, control, rule, ...total }) {
  const heading = ['step', 'sub-net', 'kept', 'changed', 'differ', 'ties', 'unexplained', 'largest gap'];
  const more = ['largest difference', 'gap by twice that', 'distance', 'of control'];
  console.log(`\nMasks after an update from one state\n${table([...heading, ...more], updates.map(updateLine))}`);
  console.log(`${totalText(total)}: ${verdict(total)}`);
  console.log(`Control: ${totalText(control)}`);
  for (const line of [rule, ...columnRules]) console.log(`- ${line}`);
}

const columnRules = [
  'gap by twice that: in the layer where it is largest; at most 1. distance: of the layer where it is largest.',
  'Control: the second engine beside itself, from weights of which half have another last bit. So far does rounding alone take gradients, where it moves an activation across 0.',
];

const updateLine = ({ step, subnet, kept, changed, differ, ties, ...one }) => [
  ...[step, subnet, kept, changed, differ, ties, one.unexplained + one.elsewhere].map(String),
  ...[one.gap, one.difference, one.reach, one.distance, one.control.distance].map((value) => value.toExponential(1)),
];

const totalText = ({ kept, changed, differ, ties, unexplained, distance, limit }) =>
  `${differ} of ${kept} kept positions differ (${changed} changed): ${ties} ties, ${unexplained} unexplained; distance ${distance.toExponential(1)} (limit ${limit.toExponential(0)})`;

function showAccuracies({ rows, leftOut }) {
  const lines = rows.map((one) => [
    ...[`${one.name}, ${one.precision}`, points(one.base), points(one.own), points(one.difference)],
    one.standardError === undefined ? '–' : points(one.standardError),
    one.interval === undefined ? '–' : `[${one.interval.map(points).join(', ')}]`,
    verdict(one),
  ]);
  const heading = [
    'sub-net',
    'first engine, %',
    'second, %',
    'difference',
    'standard error',
    '95 % interval',
    'verdict',
  ];
  console.log(`\nTest accuracy, ${rows[0]?.seeds} seeds\n${table(heading, lines)}`);
  for (const line of leftOut) console.log(`Left out: ${line}.`);
}
