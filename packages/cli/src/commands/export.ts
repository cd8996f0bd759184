import { join } from 'node:path';
import { AltsparseError, createLayout, subnetWeights } from '@altsparse/core';
import { loadWeights } from '@altsparse/core/node';
import { writeLayersModel } from '@altsparse/models';
import { saveLayersModel } from '@altsparse/models/node';
import type { RunScope } from '../compose/container.ts';
import { bundledSources } from '../compose/sources.ts';
import * as tokens from '../compose/tokens.ts';
import { resolveConfig } from '../config/resolve.ts';
import { lastStage } from '../config/stages.ts';
import { didYouMean } from '../config/suggest.ts';
import { findRunFolder, runFiles } from '../run/run-folder.ts';
import { printTree } from '../terminal/output.ts';
import { shortPath } from '../terminal/run-head.ts';
import type { AddCommand } from './add-command.ts';
import { addEngineOption, type EngineOption, engineSetting } from './engine-option.ts';

interface ExportOptions extends EngineOption {
  readonly runs: string;
  readonly subnet?: string;
  readonly to: string;
  readonly softmax?: boolean;
  readonly replace?: boolean;
  readonly json?: boolean;
}

/** `altsparse export`. */
export const addExport: AddCommand = (program, output) => {
  addEngineOption(program.command('export'))
    .description('write a sub-net of a finished run as a LayersModel of TensorFlow.js: model.json and weights.bin')
    .argument('<run>', "a run's folder, or its name in the folder of all runs")
    .requiredOption('--to <folder>', 'where the model is put')
    .option('--subnet <name>', "a sub-net's name; may be left out where there is one only")
    .option('--softmax', 'end in a softmax; a LayersModel that was read ends as it did')
    .option('--replace', 'take the place of a model that lies there')
    .option('--runs <folder>', 'where runs are kept', 'runs')
    .option('--json', 'as JSON')
    .action(async (run: string, options: ExportOptions) => {
      const folder = await findRunFolder(run, options.runs);
      const { name, files } = await exportRun(folder, options);
      if (options.json) return printTree(output, { folder, subnet: name, files });
      output.out(`Sub-net ${name}:`);
      for (const file of files) output.out(`  ${shortPath(file)}`);
    });
};

async function exportRun(folder: string, options: ExportOptions): Promise<{ name: string; files: readonly string[] }> {
  const config = await resolveConfig(
    { file: join(folder, runFiles.config), set: engineSetting(options) },
    await bundledSources(),
  );
  const { openScope } = await import('../compose/container.ts'); // brings the engine along
  const scope = openScope(config.experiment, config.registry);
  try {
    return await exportSubnet(scope, folder, options);
  } finally {
    await scope.dispose();
  }
}

async function exportSubnet(
  scope: RunScope,
  folder: string,
  options: ExportOptions,
): Promise<{ name: string; files: readonly string[] }> {
  const { subnets, normalisation } = lastStage(scope.get(tokens.experimentToken));
  const names = subnets.map((one) => one.name);
  const subnet = subnetOf(names, options.subnet);
  await scope.get(tokens.tensorflowToken);
  const { plan, origin } = await scope.get(tokens.modelToken);
  const store = await loadWeights(join(folder, runFiles.weights), createLayout(plan, subnets.length, normalisation));
  const weights = subnetWeights(store, subnet);
  const tf = await import('@tensorflow/tfjs');
  const softmax = options.softmax === true;
  const model = await writeLayersModel(tf, { model: plan, weights, softmax, ...(origin && { origin }) });
  try {
    const files = await saveLayersModel(tf, model, options.to, { replace: options.replace === true });
    return { name: names[subnet] ?? '', files };
  } finally {
    model.dispose();
  }
}

function subnetOf(names: readonly string[], wanted: string | undefined): number {
  const bare = (name: string): string => name.replaceAll(' ', '');
  const place =
    wanted === undefined && names.length === 1 ? 0 : names.findIndex((one) => bare(one) === bare(wanted ?? ''));
  if (place >= 0) return place;
  const hint = wanted === undefined ? undefined : didYouMean(wanted, names);
  throw new AltsparseError(
    'subnet-unknown',
    wanted === undefined ? 'Say which sub-net.' : 'There is no such sub-net.',
    {
      place: '--subnet',
      ...(wanted !== undefined && { found: wanted }),
      expected: names.map((name) => `'${name}'`).join(', '),
      ...(hint !== undefined && { hint }),
    },
  );
}
