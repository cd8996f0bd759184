import type { ResolvedExperiment, ResolvedStage } from '../config/experiment.ts';

/** An experiment's length and parts: one line, or one for each of its stages. */
export function stageLines(experiment: ResolvedExperiment): string[] {
  const { stages } = experiment;
  if (stages === undefined) return [partsText(experiment)];
  return stages.map(
    (stage, i) => `stage ${i + 1}${stage.name === undefined ? '' : ` (${stage.name})`}: ${partsText(stage)}`,
  );
}

function partsText({ subnets, strategy, surgery, scheduler, epochs, steps }: ResolvedStage): string {
  const length = steps === undefined ? `${epochs} epochs` : `${steps} steps`;
  const names = subnets.map(({ name }) => name).join(', ');
  return `sub-nets ${names}; ${length}; strategy ${strategy.use}, scheduler ${scheduler.use}, surgery ${surgery.use}`;
}
