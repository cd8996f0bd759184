import type { ResolvedExperiment } from './experiment.ts';

/** The scheduler that stands for separate nets. */
export const separate = 'individual';

/**
 * The runs that an experiment stands for, one after the other: one for each seed; with the scheduler `individual`, one for
 * each seed and sub-net, each a net of its own that knows nothing of the others.
 */
export function expandRuns(experiment: ResolvedExperiment): readonly ResolvedExperiment[] {
  return experiment.seeds.flatMap((seed) => expandNets({ ...experiment, seeds: [seed] }));
}

/** One experiment for each separate net, with all seeds; the experiment itself unless its scheduler is `individual`. */
export function expandNets(experiment: ResolvedExperiment): readonly ResolvedExperiment[] {
  const { scheduler, subnets, checkpoint } = experiment;
  if (scheduler.use !== separate) return [experiment];
  // in a net of its own a sub-net is the mean of all
  const best = checkpoint.best === 'none' ? 'none' : 'mean';
  return subnets.map((subnet) => ({ ...experiment, subnets: [subnet], checkpoint: { ...checkpoint, best } }));
}
