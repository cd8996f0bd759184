import type { RunReport, SubnetReport } from '../run/result.ts';
import { countText, percent, sparsityText, timeText } from './numbers.ts';
import { type Column, formatTable } from './table.ts';

const columns: readonly Column[] = [
  { head: 'sub-net' },
  { head: 'asked', align: 'right' },
  { head: 'sparsity', align: 'right' },
  { head: 'test accuracy', align: 'right' },
  { head: 'forward FLOPs', align: 'right' },
  { head: 'of dense', align: 'right' },
  { head: 'conflicting steps', align: 'right' },
  { head: 'time', align: 'right' },
];

/** A run's table; several runs in one table, if given. */
export function reportTable(reports: readonly RunReport[]): string[] {
  const subnets = reports.flatMap((report) => report.subnets);
  const several = subnets.some(({ engines = {} }) => Object.keys(engines).length > 1);
  return formatTable(
    several ? [...columns, { head: 'steps by engine' }] : columns,
    subnets.map((one) => (several ? [...row(one), enginesText(one)] : row(one))),
  );
}

/** The rules behind a table's numbers. */
export function reportRules({ rules }: RunReport): string[] {
  return [
    'sparsity: share of zeros over maskable weights, asked for and reached.',
    `forward FLOPs: ${rules.flops}`,
    `conflicting steps: ${rules.conflicts}`,
    'time: of the steps of a sub-net, evaluation left out.',
  ];
}

function row(one: SubnetReport): string[] {
  return [
    one.name,
    sparsityText(one.target),
    percent(one.sparsity),
    percent(one.test.accuracy),
    countText(one.flops),
    percent(one.flops / one.denseFlops, 1),
    one.conflicts === undefined ? '–' : percent(one.conflicts.share, 1),
    timeText(one.seconds),
  ];
}

/** `tfjs-node 300, sparse-native 700`; nothing where a report of an earlier version does not say. */
function enginesText({ engines = {} }: SubnetReport): string {
  return Object.entries(engines)
    .map(([name, steps]) => `${name} ${steps}`)
    .join(', ');
}
