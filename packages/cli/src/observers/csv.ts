import { join } from 'node:path';
import { type Contribution, contribute, type ObservedRun, type ObserverBuilder, type RunEvent } from '@altsparse/core';
import { z } from 'zod';
import { conflictLine } from '../run/metrics.ts';
import { type LineFile, lineFile, pathInRun } from './file.ts';

type Cell = string | number;

/** Columns of each file; all begin with the stage and the step, so that tables can be joined on them. */
const columns = {
  steps: ['stage', 'step', 'subnet', 'name', 'loss', 'accuracy', 'sparsity', 'rate', 'milliseconds', 'engine'],
  evaluations: ['stage', 'step', 'subnet', 'name', 'loss', 'accuracy', 'sparsity'],
  masks: ['stage', 'step', 'subnet', 'name', 'k', 'sparsity', 'dropped', 'grown'],
  conflicts: ['stage', 'step', 'subnet', 'name', 'against', 'products', 'negative', 'before', 'after'],
} as const;

type Table = keyof typeof columns;

/** Tables that any program reads: one file for each kind of event, one row for each sub-net. */
export const csvObserver: Contribution<ObserverBuilder> = contribute({
  name: 'csv',
  summary: 'Tables for pandas, R or a spreadsheet: steps.csv, evaluations.csv, masks.csv, conflicts.csv.',
  source: 'RFC 4180',
  options: z.strictObject({
    folder: z.string().min(1).default('csv').describe("where the files go, within the run's folder unless absolute"),
    every: z.int().min(1).default(1).describe('only every so many steps get rows in steps.csv and conflicts.csv'),
  }),
  create: (options) => (run) => csvFiles(pathInRun(run.folder, options.folder), options.every, run.from),
});

function csvFiles(folder: string, every: number, from: ObservedRun['from']): ReturnType<ObserverBuilder> {
  const files = new Map<Table, LineFile>();
  let names: readonly string[] = [];
  const fileOf = (table: Table): LineFile => {
    const known = files.get(table) ?? lineFile(tableFile(folder, table, from));
    files.set(table, known);
    return known;
  };
  const flush = async (): Promise<void> => {
    for (const file of files.values()) await file.flush();
  };
  return {
    name: 'csv',
    async observe(event) {
      if (event.type === 'stage') names = event.subnets.map(({ name }) => name);
      if (isSkipped(event, every)) return;
      for (const [table, cells] of rowsOf(event, names)) await fileOf(table).add(cells.map(quoted).join(','));
      if (event.type === 'evaluation') await flush();
    },
    end: flush,
  };
}

function tableFile(folder: string, table: Table, from: ObservedRun['from']) {
  const path = join(folder, `${table}.csv`);
  const header = columns[table].join(',');
  if (from === undefined) return { path, header };
  // an evaluation is numbered by the steps that are done, everything else by its own step
  const first = table === 'evaluations' ? from.step + 1 : from.step;
  return { path, header, stays: (line: string) => isBefore(line, from.stage, first) };
}

function isBefore(line: string, stage: number, step: number): boolean {
  const [at = 0, number = 0] = line.split(',', 2).map(Number);
  return at < stage || (at === stage && number < step);
}

function isSkipped(event: RunEvent, every: number): boolean {
  return (event.type === 'step' || event.type === 'conflict') && event.step % every !== 0;
}

type Row = readonly [Table, readonly Cell[]];

function rowsOf(event: RunEvent, names: readonly string[]): readonly Row[] {
  if (event.type === 'stage' || event.type === 'evaluating') return [];
  const start = (subnet: number): Cell[] => [event.stage, event.step, subnet, names[subnet] ?? ''];
  if (event.type === 'step')
    return event.trained.map(({ subnet, loss, accuracy, sparsity, engine }) => [
      'steps',
      [...start(subnet), loss, accuracy, sparsity, event.rate, event.milliseconds, engine],
    ]);
  if (event.type === 'evaluation')
    return [['evaluations', [...start(event.subnet), event.loss, event.accuracy, event.sparsity]]];
  if (event.type === 'mask')
    return [['masks', [...start(event.subnet), event.k, event.sparsity, event.dropped, event.grown]]];
  return event.conflicts
    .map(conflictLine)
    .map(({ subnet, against, products, negative, before, after }) => [
      'conflicts',
      [...start(subnet), against, products, negative, before, after],
    ]);
}

/** A number, or a text in quotes where it holds what would end it. */
function quoted(cell: Cell): string {
  const text = String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""').replaceAll(/[\r\n]+/g, ' ')}"` : text;
}
