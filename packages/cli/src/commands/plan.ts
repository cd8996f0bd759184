import { printTree } from '../terminal/output.ts';
import { describePlan } from '../terminal/plan.ts';
import type { AddCommand } from './add-command.ts';
import { addConfigOptions, type ConfigOptions, configOf, printsConfig } from './config-options.ts';

interface PlanOptions extends ConfigOptions {
  readonly measure: boolean;
  readonly json?: boolean;
}

/** `altsparse plan`. */
export const addPlan: AddCommand = (program, output) => {
  addConfigOptions(program.command('plan'))
    .description('say what training would do: mask events, targets over time, cost, memory, time')
    .option('--no-measure', 'estimate no time')
    .option('--json', 'as JSON')
    .action(async (file: string | undefined, options: PlanOptions) => {
      const config = await configOf(file, options);
      if (printsConfig(output, config, options)) return;
      const { planExperiment } = await import('../plan/plan-experiment.ts'); // brings the engine along
      const plan = await planExperiment(config.experiment, config.registry, options.measure);
      if (options.json) printTree(output, plan);
      else for (const line of describePlan(plan)) output.out(line);
    });
};
