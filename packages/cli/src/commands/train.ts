import type { Config } from '../config/resolve.ts';
import type { RunReport } from '../run/result.ts';
import type { Output } from '../terminal/output.ts';
import { reportRules, reportTable } from '../terminal/report.ts';
import { shortPath } from '../terminal/run-head.ts';
import type { AddCommand } from './add-command.ts';
import { addConfigOptions, type ConfigOptions, configOf, printsConfig } from './config-options.ts';
import { interruptible } from './interrupt.ts';

interface TrainOptions extends ConfigOptions {
  readonly runs: string;
  readonly json?: boolean;
}

/** `altsparse train`. */
export const addTrain: AddCommand = (program, output) => {
  addConfigOptions(program.command('train'))
    .description('train an experiment; one run for each of its seeds')
    .option('--runs <folder>', 'where runs are kept', 'runs')
    .option('--json', 'events as lines of JSON on standard output, and nothing else')
    .action(async (file: string | undefined, options: TrainOptions) => {
      const config = await configOf(file, options);
      if (!printsConfig(output, config, options)) await trainSeeds(output, config, options);
    });
};

async function trainSeeds(output: Output, { experiment, registry }: Config, options: TrainOptions): Promise<void> {
  const json = options.json === true;
  const { trainTelling } = await import('./run-reports.ts'); // brings the engine along
  const reports = await interruptible(async (signal) => {
    const done: RunReport[] = [];
    for (const seed of experiment.seeds) {
      const one = { ...experiment, seeds: [seed] };
      done.push(await trainTelling(output, { experiment: one, registry, runs: options.runs, json, signal }));
    }
    return done;
  });
  if (!json) printReports(output, reports);
}

function printReports(output: Output, reports: readonly RunReport[]): void {
  for (const report of reports) {
    output.out('');
    output.out(`${shortPath(report.folder)}, seed ${report.seed}, ${report.steps} steps`);
    for (const line of reportTable([report])) output.out(line);
  }
  output.out('');
  for (const line of reports.slice(-1).flatMap(reportRules)) output.out(line);
}
