import { join } from 'node:path';
import {
  AltsparseError,
  createLayout,
  crossEntropy,
  type Evaluation,
  evaluate,
  maskOf,
  sparsityOf,
} from '@altsparse/core';
import { loadWeights } from '@altsparse/core/node';
import type { RunScope } from '../compose/container.ts';
import { bundledSources } from '../compose/sources.ts';
import * as tokens from '../compose/tokens.ts';
import { resolveConfig } from '../config/resolve.ts';
import { lastStage } from '../config/stages.ts';
import { wishOf } from '../engine/wish.ts';
import { readReport } from '../run/find-run.ts';
import { withKnownSwitch } from '../run/known-switch.ts';
import type { RunReport } from '../run/result.ts';
import { findRunFolder, runFiles } from '../run/run-folder.ts';
import { percent } from '../terminal/numbers.ts';
import { type Output, printTree } from '../terminal/output.ts';
import { shortPath } from '../terminal/run-head.ts';
import { formatTable } from '../terminal/table.ts';
import type { AddCommand } from './add-command.ts';
import { addEngineOption, type EngineOption, engineSetting } from './engine-option.ts';

interface EvalOptions extends EngineOption {
  readonly runs: string;
  readonly json?: boolean;
}

/** How a sub-net of a finished run does. */
interface Evaluated extends Evaluation {
  readonly name: string;
  readonly sparsity: number;
  /** Accuracy in the run's `result.json`. */
  readonly recorded: number | null;
}

/** `altsparse eval`. */
export const addEval: AddCommand = (program, output) => {
  addEngineOption(program.command('eval'))
    .description("evaluate a finished run's weights on the test images, sub-net by sub-net")
    .argument('<run>', "a run's folder, or its name in the folder of all runs")
    .option('--runs <folder>', 'where runs are kept', 'runs')
    .option('--json', 'as JSON')
    .action(async (run: string, options: EvalOptions) => {
      const folder = await findRunFolder(run, options.runs);
      const { subnets, engine } = await evaluateRun(output, folder, options);
      if (options.json) return printTree(output, { folder, engine, subnets });
      output.note(engine);
      output.out(shortPath(folder));
      for (const line of tableOf(subnets)) output.out(line);
    });
};

async function evaluateRun(
  output: Output,
  folder: string,
  options: EvalOptions,
): Promise<{ subnets: Evaluated[]; engine: string }> {
  const request = { file: join(folder, runFiles.config), set: engineSetting(options) };
  const config = await resolveConfig(request, await bundledSources());
  const { openScope } = await import('../compose/container.ts'); // brings the engine along
  const wish = await withKnownSwitch(wishOf(config.experiment), folder);
  const scope = openScope(config.experiment, config.registry, output.note, wish);
  try {
    const recorded = await completeReport(folder);
    const subnets = await evaluateSubnets(scope, folder, recorded);
    return { subnets, engine: (await scope.get(tokens.engineToken)).record.why.filter(isTaken).join(' ') };
  } finally {
    await scope.dispose();
  }
}

/** Lines of engines that compute, without those about others. */
const isTaken = (line: string): boolean => line.startsWith('Engine: ');

async function evaluateSubnets(scope: RunScope, folder: string, recorded: RunReport): Promise<Evaluated[]> {
  const { subnets, normalisation } = lastStage(scope.get(tokens.experimentToken));
  const layout = createLayout(await scope.get(tokens.planToken), subnets.length, normalisation);
  const store = await loadWeights(join(folder, runFiles.weights), layout);
  const network = await scope.get(tokens.networkToken);
  const { test: data, training } = await scope.get(tokens.batchesToken);
  const { loss = crossEntropy() } = (await scope.get(tokens.stagesToken)).at(-1) ?? {};
  const results: Evaluated[] = [];
  for (const [subnet, { name }] of subnets.entries()) {
    const evaluation = await evaluate({ network, store, subnet, data, loss, training });
    const before = recorded.subnets[subnet]?.test.accuracy ?? null;
    results.push({ name, sparsity: sparsityOf(maskOf(store, subnet)), ...evaluation, recorded: before });
  }
  return results;
}

async function completeReport(folder: string): Promise<RunReport> {
  const report = await readReport(folder);
  if (report?.status === 'complete') return report;
  throw new AltsparseError('run-unfinished', 'This run did not end, so it has no weights.', {
    place: folder,
    found: report?.status ?? 'no result',
    expected: 'complete',
    hint: `Go on with it: altsparse train --resume ${shortPath(folder)}`,
  });
}

function tableOf(subnets: readonly Evaluated[]): string[] {
  const columns = [
    { head: 'sub-net' },
    { head: 'sparsity', align: 'right' },
    { head: 'test loss', align: 'right' },
    { head: 'test accuracy', align: 'right' },
    { head: 'recorded', align: 'right' },
  ] as const;
  return formatTable(
    columns,
    subnets.map(({ name, sparsity, loss, accuracy, recorded }) => [
      name,
      percent(sparsity),
      loss.toFixed(4),
      percent(accuracy),
      recorded === null ? '–' : percent(recorded),
    ]),
  );
}
