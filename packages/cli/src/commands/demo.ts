import { InvalidArgumentError } from 'commander';
import { bundledSources } from '../compose/sources.ts';
import type { Experiment } from '../config/experiment.ts';
import { resolveConfig } from '../config/resolve.ts';
import type { Values } from '../config/set.ts';
import type { RunReport } from '../run/result.ts';
import type { Output } from '../terminal/output.ts';
import { reportRules, reportTable } from '../terminal/report.ts';
import { shortPath } from '../terminal/run-head.ts';
import type { AddCommand } from './add-command.ts';
import { addEngineOption, type EngineOption } from './engine-option.ts';
import { interruptible } from './interrupt.ts';

interface DemoOptions extends EngineOption {
  readonly epochs?: number;
  readonly runs: string;
  readonly json?: boolean;
}

/** Fewer on TensorFlow.js alone, where a step takes many times as long, so that the demo stays a matter of minutes. */
const epochsBy = { native: 8, portable: 5 };

/** What both runs of the demo have in common. */
const common: Experiment = {
  data: 'digits',
  model: 'small-conv',
  batchSize: 32,
  optimizer: { use: 'sgd', momentum: 0.9 },
  learningRate: { use: 'cosine', peak: 0.1 },
  weightDecay: 5e-4,
};

/** Three sub-nets in one set of weights, with gradient correction, and as many steps of a dense net. */
const experiments: readonly { readonly title: string; readonly values: Experiment }[] = [
  {
    title: 'Three sub-nets in one set of weights: alternating sparse training with gradient correction',
    values: {
      ...common,
      subnets: [0.9, 0.95, 0.98],
      scheduler: 'alternating',
      strategy: { use: 'ast', every: { share: 0.02 }, offset: { share: 0.007 }, until: { share: 0.7 } },
      surgery: 'projection',
    },
  },
  {
    title: 'For comparison: a dense net, as many steps',
    values: { ...common, subnets: [{ name: 'dense', sparsity: 0 }], strategy: 'dense' },
  },
];

/** `altsparse demo`. */
export const addDemo: AddCommand = (program, output) => {
  addEngineOption(program.command('demo'))
    .description('train three sub-nets (90, 95 and 98 %) and a dense net on handwritten digits, and compare them')
    .option(
      '--epochs <number>',
      `passes over the 8,000 training images (default: ${epochsBy.native}; ${epochsBy.portable} on TensorFlow.js without its library)`,
      positive,
    )
    .option('--runs <folder>', 'where runs are kept', 'runs')
    .option('--json', 'events as lines of JSON on standard output, and nothing else')
    .action((options: DemoOptions) => demo(output, options));
};

async function demo(output: Output, options: DemoOptions): Promise<void> {
  const epochs = options.epochs ?? (await usualEpochs(options));
  const { runs, json = false, engine = 'auto' } = options;
  const { trainTelling } = await import('./run-reports.ts'); // brings the engine along
  const sources = await bundledSources();
  const reports = await interruptible(async (signal) => {
    const done: RunReport[] = [];
    for (const { title, values } of experiments) {
      const wanted: Values = { ...values, epochs, engine };
      const { experiment, registry } = await resolveConfig({ values: wanted }, sources);
      done.push(await trainTelling(output, { experiment, registry, runs, json, title, signal }));
    }
    return done;
  });
  if (!json) print(output, reports);
}

async function usualEpochs({ engine = 'auto' }: EngineOption): Promise<number> {
  const [{ resolveEngine }, { wishOf }] = await Promise.all([
    import('@altsparse/engine/node'),
    import('../engine/wish.ts'),
  ]);
  const { choice, backend } = wishOf({ engine, switchAt: 1, precision: 'fp32' });
  if (choice !== 'tensorflow') return epochsBy.native; // the sparse engine, wherever TensorFlow's library would not be faster
  const { name } = await resolveEngine({ prefer: backend });
  return name.startsWith('tfjs-node') ? epochsBy.native : epochsBy.portable;
}

function print(output: Output, reports: readonly RunReport[]): void {
  output.out('');
  for (const line of reportTable(reports)) output.out(line);
  output.out('');
  for (const line of reports.slice(0, 1).flatMap(reportRules)) output.out(line);
  output.out(`Runs: ${reports.map(({ folder }) => shortPath(folder)).join(', ')}`);
}

function positive(text: string): number {
  const value = Number(text);
  if (value > 0 && Number.isFinite(value)) return value;
  throw new InvalidArgumentError('a number above 0 is needed.');
}
