import { join } from 'node:path';
import { expandRuns, separate } from '../config/expand.ts';
import type { Config } from '../config/resolve.ts';
import type { RunReport } from '../run/result.ts';
import { findRunFolder, runFiles } from '../run/run-folder.ts';
import { type Output, printJson } from '../terminal/output.ts';
import { reportRules, reportTable } from '../terminal/report.ts';
import { shortPath } from '../terminal/run-head.ts';
import type { AddCommand } from './add-command.ts';
import { addConfigOptions, type ConfigOptions, configOf, printsConfig } from './config-options.ts';
import { interruptible } from './interrupt.ts';
import type { ResumeOptions } from './resume.ts';

interface TrainOptions extends ConfigOptions, ResumeOptions {
  readonly json?: boolean;
  readonly trace?: boolean;
}

/** `altsparse train`. */
export const addTrain: AddCommand = (program, output) => {
  addConfigOptions(program.command('train'))
    .description('train an experiment; one run for each of its seeds, and for each sub-net with scheduler individual')
    .option('--runs <folder>', 'where runs are kept', 'runs')
    .option('--resume [run]', 'go on with a run, or with the newest one of this config; complete ones are left alone')
    .option('--force', 'with --resume: go on although config or engine is another; says what that gives up')
    .option('--trace', 'write down what each part did, step by step, in trace.jsonl')
    .option('--json', 'events as lines of JSON on standard output, and nothing else')
    .action(async (file: string | undefined, options: TrainOptions) => {
      const config = await configToTrain(file, options);
      if (!printsConfig(output, config, options)) await trainSeeds(output, config, options);
    });
};

/** Without a config, that of the run to go on with; settings are laid over either. */
async function configToTrain(file: string | undefined, options: TrainOptions): Promise<Config> {
  const { resume, runs, preset, trace } = options;
  const set = [...(options.set ?? []), ...(trace === true ? ['trace=true'] : [])];
  if (typeof resume !== 'string' || file !== undefined || preset !== undefined)
    return configOf(file, { ...options, set });
  return configOf(join(await findRunFolder(resume, runs), runFiles.config), { ...options, set });
}

async function trainSeeds(output: Output, { experiment, registry }: Config, options: TrainOptions): Promise<void> {
  const { json = false, runs, force } = options;
  const { trainTelling } = await import('./run-reports.ts'); // brings the engine along
  const { beginningOf } = await import('./resume.ts');
  const reports = await interruptible(async (signal) => {
    const done: RunReport[] = [];
    for (const one of expandRuns(experiment)) {
      const beginning = await beginningOf(output, one, options);
      if (!('complete' in beginning))
        done.push(await trainTelling(output, { experiment: one, registry, runs, json, signal, force, ...beginning }));
      else {
        if (json) printJson(output, { type: 'result', ...beginning.complete });
        done.push(beginning.complete);
      }
    }
    return done;
  });
  if (!json) printReports(output, reports, experiment.scheduler.use === separate);
}

/** A table for each run; separate nets of one seed share one. */
function printReports(output: Output, reports: readonly RunReport[], together: boolean): void {
  const tables = together
    ? [...new Set(reports.map((one) => one.seed))].map((seed) => reports.filter((one) => one.seed === seed))
    : reports.map((one) => [one]);
  for (const table of tables) {
    output.out('');
    for (const { folder, seed, steps } of table) output.out(`${shortPath(folder)}, seed ${seed}, ${steps} steps`);
    for (const line of reportTable(table)) output.out(line);
  }
  output.out('');
  for (const line of reports.slice(-1).flatMap(reportRules)) output.out(line);
}
