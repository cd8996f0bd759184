import { atTarget, type GraphPlan, keepSome, type Network, type StageOptions, train } from '@altsparse/core';

/** How long things take on this machine. */
export interface Measured {
  /** One step with the first masks, ms. */
  readonly step: number;
  /** One step with masks of the sparsities that sub-nets are to reach, ms. */
  readonly lastStep: number;
  /** Evaluation of one batch, ms. */
  readonly evaluation: number;
}

/**
 * Measures steps and the evaluation of a batch: two steps to get warm, the mean of the two after them. No mask changes.
 *
 * @param changing - Does the engine's time depend on masks? Otherwise the last step is taken to be like the first.
 */
export async function measure(
  model: GraphPlan,
  network: Network,
  stage: StageOptions,
  changing: boolean,
): Promise<Measured> {
  const { timetable: _, rounds: __, ...strategy } = stage.strategy;
  const sparse = { ...strategy, initialSparsity: atTarget, initial: keepSome() };
  const step = await timeSteps(model, network, { ...stage, strategy });
  const lastStep = changing ? await timeSteps(model, network, { ...stage, strategy: sparse }) : step;
  return { step, lastStep, evaluation: await timeEvaluation(model, network, stage) };
}

/** Milliseconds of a step: the mean over as many as there are sub-nets, two at least. */
async function timeSteps(model: GraphPlan, network: Network, stage: StageOptions): Promise<number> {
  const { evaluation, evaluateEvery, start, masks, ...rest } = stage;
  const count = Math.max(2, stage.subnets.length);
  const times: number[] = [];
  const short: StageOptions = { ...rest, length: { steps: 2 * count }, unreached: 'allow' };
  for await (const event of train({ model, network, stages: [short] }))
    if (event.type === 'step') times.push(event.milliseconds);
  return times.slice(count).reduce((sum, time) => sum + time, 0) / count;
}

async function timeEvaluation(model: GraphPlan, network: Network, stage: StageOptions): Promise<number> {
  const batch = await stage.data.batch(0);
  const weights = {
    parameters: new Float32Array(model.parameterCount).fill(0.01),
    statistics: new Float32Array(model.statisticCount).fill(1),
    mask: new Uint8Array(model.maskableCount).fill(1),
    maskVersion: 0,
  };
  const forward = async (): Promise<number> => {
    const started = performance.now();
    await network.forward({ subnet: 0, weights, batch });
    return performance.now() - started;
  };
  await forward();
  return forward();
}
