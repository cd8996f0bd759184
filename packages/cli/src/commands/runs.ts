import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AltsparseError, type TraceEntry } from '@altsparse/core';
import { differences } from '../config/difference.ts';
import { readConfig } from '../run/find-run.ts';
import { holderOf } from '../run/lock.ts';
import { findParting, linesOf } from '../run/parting.ts';
import { findRunFolder, listRunFolders, runFiles } from '../run/run-folder.ts';
import { type RunSummary, summariseRun } from '../run/run-summary.ts';
import { type Output, printTree } from '../terminal/output.ts';
import { shortPath } from '../terminal/run-head.ts';
import { describeParting, describeSummary, differenceTable, lineText, runsTable } from '../terminal/runs.ts';
import type { AddCommand } from './add-command.ts';

interface RunsOptions {
  readonly runs: string;
  readonly json?: boolean;
  readonly yes?: boolean;
}

/** `altsparse runs`. */
export const addRuns: AddCommand = (program, output) => {
  const runs = program.command('runs').description('list, show, compare and remove runs');
  const add = (usage: string, summary: string) =>
    runs.command(usage).description(summary).option('--runs <folder>', 'where runs are kept', 'runs');
  add('list', 'a table of all runs, oldest first')
    .option('--json', 'as JSON')
    .action((options: RunsOptions) => list(output, options));
  add('show <run>', 'config, machine, checkpoints and result of one run')
    .option('--json', 'as JSON')
    .action((run: string, options: RunsOptions) => show(output, run, options));
  add('diff <run> <other>', 'the config keys in which two runs differ, and the first step at which they part')
    .option('--json', 'as JSON')
    .action((run: string, other: string, options: RunsOptions) => diff(output, [run, other], options));
  add('trace <run>', 'what each part did, step by step; for runs with --trace')
    .option('--json', 'as lines of JSON')
    .action((run: string, options: RunsOptions) => trace(output, run, options));
  add('rm <run...>', 'remove runs with everything in their folders')
    .option('--yes', 'remove them; without it they are only named')
    .action((names: string[], options: RunsOptions) => remove(output, names, options));
};

async function list(output: Output, { runs, json }: RunsOptions): Promise<void> {
  const all = await Promise.all((await listRunFolders(runs)).map(summariseRun));
  const found = all.sort((a, b) => startOf(a).localeCompare(startOf(b)));
  if (json) return printTree(output, found);
  if (found.length === 0) output.note(`No runs in ${shortPath(runs)}.`);
  else for (const line of runsTable(found)) output.out(line);
}

/** When a run began, ISO 8601. */
function startOf({ environment }: RunSummary): string {
  return environment?.started ?? '';
}

async function show(output: Output, run: string, { runs, json }: RunsOptions): Promise<void> {
  const summary = await summariseRun(await findRunFolder(run, runs));
  if (json) return printTree(output, summary);
  for (const line of describeSummary(summary)) output.out(line);
}

async function diff(output: Output, names: readonly [string, string], { runs, json }: RunsOptions): Promise<void> {
  const [one, other] = [await findRunFolder(names[0], runs), await findRunFolder(names[1], runs)];
  const config = differences(await readConfig(one), await readConfig(other));
  const parting = await findParting(one, other);
  if (json) return printTree(output, { config, parting: parting ?? null });
  for (const line of [...differenceTable(config), '', ...describeParting(parting)]) output.out(line);
}

async function trace(output: Output, run: string, { runs, json }: RunsOptions): Promise<void> {
  const folder = await findRunFolder(run, runs);
  const path = join(folder, runFiles.trace);
  const lines = linesOf(path);
  let next = await lines.next();
  if (next.done)
    throw new AltsparseError('trace-missing', 'The run has no trace.', { place: path, hint: 'Train with --trace.' });
  for (; !next.done; next = await lines.next())
    output.out(json ? next.value : lineText(JSON.parse(next.value) as TraceEntry));
}

async function remove(output: Output, names: readonly string[], { runs, yes }: RunsOptions): Promise<void> {
  const folders = await Promise.all(names.map((name) => findRunFolder(name, runs)));
  for (const folder of folders) await refuseHeld(folder);
  for (const folder of folders) {
    if (yes) await rm(folder, { recursive: true });
    output.out(`${yes ? 'Removed' : 'Would remove'} ${shortPath(folder)}`);
  }
  if (!yes) output.note('Nothing was removed: say --yes.');
}

async function refuseHeld(folder: string): Promise<void> {
  const holder = await holderOf(folder);
  if (holder !== undefined)
    throw new AltsparseError('run-busy', 'Another process writes into this run.', { place: folder, found: holder });
}
