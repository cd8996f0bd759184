import { expandNets } from '../config/expand.ts';
import type { Config } from '../config/resolve.ts';
import type { ExperimentPlan } from '../plan/plan-experiment.ts';
import { type Output, printTree } from '../terminal/output.ts';
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
      const plans = await plansOf(config, options.measure, output.note);
      if (options.json) printTree(output, plans.length === 1 ? plans[0] : plans);
      else for (const line of plans.flatMap(describePlan)) output.out(line);
    });
};

/** One plan, or one for each net where they are separate. */
async function plansOf(
  { experiment, registry }: Config,
  measured: boolean,
  note: Output['note'],
): Promise<readonly ExperimentPlan[]> {
  const { planExperiment } = await import('../plan/plan-experiment.ts'); // brings the engine along
  const plans: ExperimentPlan[] = [];
  for (const one of expandNets(experiment)) plans.push(await planExperiment(one, registry, measured, note));
  return plans;
}
