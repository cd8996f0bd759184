import type { Batch, BatchSource } from '../data/batch.ts';
import { GraphBuilder } from '../graph/builder.ts';
import type { GraphPlan } from '../graph/graph.ts';
import { planGraph } from '../graph/plan-graph.ts';
import { keepAll } from '../mask/initial.ts';
import type { Move } from '../mask/move.ts';
import type { Strategy } from '../mask/strategy.ts';
import { randomStream } from '../random.ts';
import { beginStage } from './begin.ts';
import { resolveStage, type StageRun } from './context.ts';
import type { RunEvent } from './events.ts';
import { plainNetwork } from './plain-network.test.kit.ts';
import type { Run } from './run.ts';
import type { StageOptions } from './stage.ts';

/** What a toy source may be told. */
export interface ToyOptions {
  readonly batches?: number;
  readonly size?: number;
  readonly features?: number;
  readonly seed?: number;
}

/** Points around one centre a class, three classes; the same number always gives the same batch. */
export function toyData(options: ToyOptions = {}): BatchSource {
  const { batches = 4, size = 8, features = 6, seed = 1 } = options;
  return {
    batchesPerEpoch: batches,
    size: batches * size,
    batch: async (index) => toyBatch(index % batches, size, features, seed),
  };
}

function toyBatch(index: number, size: number, features: number, seed: number): Batch {
  const random = randomStream(seed, 'toy', index);
  const labels = Int32Array.from({ length: size }, () => random.below(3));
  const images = Float32Array.from({ length: size * features }, (_, i) => {
    const label = labels[Math.floor(i / features)] as number;
    return (i % 3 === label ? 1.5 : 0) + random.normal() * 0.5;
  });
  return { size, images, labels };
}

/** 6 features → 8 → 3 classes, both kernels maskable (48 + 24 weights); with normalisation unless told otherwise. */
export function toyPlan(options: { readonly norm?: boolean } = {}): GraphPlan {
  const net = new GraphBuilder('toy', [1, 2, 3]);
  const initialiser = { kind: 'fanInUniform' } as const;
  const hidden = net.dense('hidden', net.flatten('flat', net.input), 8, { initialiser });
  const inner = options.norm === false ? hidden : net.batchNorm('norm', hidden);
  net.dense('head', net.activation('tanh', inner, 'tanh'), 3, { initialiser });
  return planGraph(net.build());
}

/** Masks that stay all ones. */
export const dense: Strategy = { name: 'dense', initialSparsity: 0, initial: keepAll, moves: [] };

/** The events of one kind, in order. */
export function ofType<Type extends RunEvent['type']>(
  events: readonly RunEvent[],
  type: Type,
): Extract<RunEvent, { type: Type }>[] {
  return events.filter((event): event is Extract<RunEvent, { type: Type }> => event.type === type);
}

/** All events of a run. */
export async function collect(run: Run): Promise<RunEvent[]> {
  const events: RunEvent[] = [];
  for await (const event of run) events.push(event);
  return events;
}

/** First masks as given, one per sub-net; moves and timetable as given. */
export function withMasks(masks: readonly Uint8Array[], more: Partial<Strategy> = {}): Strategy {
  const initial: Move = { name: 'given', apply: (view) => ({ mask: masks[view.subnet] as Uint8Array }) };
  return { name: 'given masks', initialSparsity: 0, initial, moves: [], ...more };
}

/** Begins a stage, to be run step by step with `runStep`. */
export function begin(plan: GraphPlan, options: StageOptions, seed = 1): Promise<StageRun> {
  return beginStage(resolveStage(options, 0, { plan, seed }), plainNetwork(plan), {});
}
