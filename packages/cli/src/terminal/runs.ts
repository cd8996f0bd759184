import type { RunEvent, TraceEntry } from '@altsparse/core';
import { type Difference, differenceText } from '../config/difference.ts';
import { lastStage } from '../config/stages.ts';
import type { Parting } from '../run/parting.ts';
import type { RunSummary } from '../run/run-summary.ts';
import { bytesText, percent, sparsityText, timeText } from './numbers.ts';
import { reportRules, reportTable } from './report.ts';
import { shortPath } from './run-head.ts';
import { stageLines } from './stage-lines.ts';
import { type Column, formatTable } from './table.ts';

const columns: readonly Column[] = [
  { head: 'run' },
  { head: 'status' },
  { head: 'model' },
  { head: 'data' },
  { head: 'strategy' },
  { head: 'surgery' },
  { head: 'seed', align: 'right' },
  { head: 'steps', align: 'right' },
  { head: 'time', align: 'right' },
  { head: 'test accuracy by sparsity' },
];

/** A table of runs, one a line. */
export function runsTable(runs: readonly RunSummary[]): string[] {
  return formatTable(columns, runs.map(row));
}

function row({ name, status, experiment, report }: RunSummary): string[] {
  const { model, data, seeds } = experiment;
  const { strategy, surgery } = lastStage(experiment);
  const accuracies = report?.subnets.map(
    ({ sparsity, test }) => `${sparsityText(sparsity)}: ${percent(test.accuracy)}`,
  );
  return [
    ...[name, status, model.use, data.use, strategy.use, surgery.use, String(seeds[0])],
    report === undefined ? '–' : String(report.steps),
    report === undefined ? '–' : timeText(report.seconds),
    accuracies?.join(', ') || '–',
  ];
}

/** All that a run's folder tells, for people. */
export function describeSummary(summary: RunSummary): string[] {
  const { folder, status, experiment, report, checkpoints } = summary;
  const { model, data, seeds } = experiment;
  return [
    `${shortPath(folder)}: ${status}`,
    `  ${model.use} on ${data.use}, seed ${seeds[0]}`,
    ...stageLines(experiment).map((line) => `  ${line}`),
    ...describeMachine(summary),
    ...checkpoints.map(({ path, bytes }) => `  checkpoint ${shortPath(path)}, ${bytesText(bytes)}`),
    ...(report?.best
      ? [`  best after step ${report.best.step}: ${percent(report.best.accuracy)} on the validation part`]
      : []),
    ...(report?.error ? [`  ended with [${report.error.code}] ${report.error.message}`] : []),
    ...(report?.status === 'complete' ? ['', ...reportTable([report]), '', ...reportRules(report)] : []),
  ];
}

function describeMachine({ environment }: RunSummary): string[] {
  if (environment === undefined) return [];
  const { engine, machine, node, commit, started, resumed = [], forked } = environment;
  return [
    `  began ${started} on ${machine.cpu}, threads: ${engine.threads}, Node ${node}${commit === undefined ? '' : `, commit ${commit.slice(0, 10)}`}`,
    ...engine.why.map((line) => `  ${line}`),
    ...(forked === undefined ? [] : [`  with the state of ${shortPath(forked)}`]),
    ...resumed.map((one) => `  went on after step ${one.step}, ${one.started}`),
  ];
}

/** Keys that differ, one a line. */
export function differenceTable(found: readonly Difference[]): string[] {
  if (found.length === 0) return ['The configs are the same.'];
  return ['The configs differ:', ...found.map((one) => `  ${differenceText(one)}`)];
}

/** Where two runs part, for people. */
export function describeParting(parting: Parting | undefined): string[] {
  if (parting === undefined) return ['The runs are the same, step by step.'];
  const { by, same, before, after } = parting;
  const hint =
    by === 'trace' ? [] : ['Only losses, masks and evaluations were compared: with --trace runs tell every part.'];
  return [
    `The ${by === 'trace' ? 'traces' : 'metrics'} part after ${same} lines that are the same:`,
    `  first:  ${lineText(before)}`,
    `  second: ${lineText(after)}`,
    ...hint,
  ];
}

/** One line of a trace or of metrics, for people. */
export function lineText(line: TraceEntry | RunEvent | undefined): string {
  if (line === undefined) return 'has no more';
  const place = `stage ${line.stage}, step ${line.step}`;
  if ('type' in line) return `${place}, ${JSON.stringify(line)}`;
  const whose = line.subnet === undefined ? '' : `, sub-net ${line.subnet}`;
  return `${place}, ${line.hook}, ${line.part}${whose}: ${line.summary}`;
}
