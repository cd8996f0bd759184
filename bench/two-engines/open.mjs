// A run of the command up to its first step: what `train` is given, and the means to free it.
import process from 'node:process';
import { train } from '@altsparse/core';
import { openScope } from '../../packages/cli/dist/compose/container.js';
import { bundledSources } from '../../packages/cli/dist/compose/sources.js';
import { engineToken, modelToken, stagesToken } from '../../packages/cli/dist/compose/tokens.js';
import { resolveConfig } from '../../packages/cli/dist/config/resolve.js';

/**
 * Makes ready what a config says.
 *
 * @returns `name` of the engine, `plan`, `train(more)`: the public loop without evaluations, and `dispose`.
 */
export async function openRun(values) {
  const { experiment, registry } = await resolveConfig({ values }, await bundledSources());
  const scope = openScope(experiment, registry, (line) => process.stderr.write(`${line}\n`));
  try {
    const { network, record } = await scope.get(engineToken);
    const { plan } = await scope.get(modelToken);
    const stages = (await scope.get(stagesToken)).map(({ evaluation: _, ...stage }) => stage);
    const common = { model: plan, network, seed: experiment.seeds[0], stages };
    return {
      name: record.name,
      plan,
      network,
      train: (more) => train({ ...common, ...more }),
      dispose: () => scope.dispose(),
    };
  } catch (error) {
    await scope.dispose();
    throw error;
  }
}

/** Gives `work` runs of these configs, and frees them afterwards. */
export async function withRuns(configs, work) {
  const open = [];
  try {
    for (const values of configs) open.push(await openRun(values));
    return await work(...open);
  } finally {
    for (const one of open) await one.dispose();
  }
}
