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

function showMasks({ updates, kept, differ, ties, limit, ...rest }) {
  const rows = updates.map((one) => [
    ...[`${one.step}`, `${one.subnet}`, `${one.kept}`, `${one.changed}`, `${one.differ}`, `${one.ties}`],
    ...[one.gap.toExponential(1), one.gradient.toExponential(1)],
  ]);
  const heading = ['step', 'sub-net', 'kept', 'changed', 'differ', 'ties', 'largest gap', 'gradients'];
  console.log(`\nMasks after an update from one state\n${table(heading, rows)}`);
  console.log(
    `${differ} positions differ, ${ties} of them ties, of ${kept} kept (limit ${limit * 100} %): ${verdict(rest)}`,
  );
}

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
