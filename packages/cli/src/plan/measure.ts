import { type GraphPlan, type Network, type StageOptions, train } from '@altsparse/core';

/** How long things take on this machine. */
export interface Measured {
  /** One step, ms. */
  readonly step: number;
  /** Evaluation of one batch, ms. */
  readonly evaluation: number;
}

/**
 * Measures a step and the evaluation of a batch: two steps to get warm, the mean of the two after them. No mask changes;
 * the masks are the first ones.
 */
export async function measure(model: GraphPlan, network: Network, stage: StageOptions): Promise<Measured> {
  const { timetable: _, rounds: __, ...strategy } = stage.strategy;
  const { evaluation, evaluateEvery, start, masks, ...rest } = stage;
  const times: number[] = [];
  const short: StageOptions = { ...rest, strategy, length: { steps: 4 }, unreached: 'allow' };
  const run = train({ model, network, stages: [short] });
  for await (const event of run) if (event.type === 'step') times.push(event.milliseconds);
  const { store } = await run.result;
  const batch = await stage.data.batch(0);
  const weights = {
    parameters: store.masters.slice(0, model.parameterCount),
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
  const [, , third = Number.NaN, fourth = Number.NaN] = times;
  return { step: (third + fourth) / 2, evaluation: await forward() };
}
