import type { GraphPlan, StagePlan } from '@altsparse/core';
import type { EngineName } from '@altsparse/engine/node';
import { refusals } from '@altsparse/engine-sparse';
import { percent, sparsityText } from '../terminal/numbers.ts';

/** Above this share of passes that ask for gradients of all weights, TensorFlow is taken: sparse kernels gain nothing there. */
const mostDense = 0.5;

/** What decides whether the sparse engine has a part in a run. */
export interface SparseQuestion {
  /** The model. */
  readonly plan: GraphPlan;
  /** Is the model a function, with a network of its own? */
  readonly ownNetwork: boolean;
  /** Works out what will be trained. */
  stages(): readonly StagePlan[];
  /** Where engines change. */
  readonly switchAt: number | 'measured';
}

/** Why `auto` leaves the sparse engine out, by what model and parts declare; undefined where it takes it. */
export function whyLeftOut({ plan, ownNetwork, switchAt, ...rest }: SparseQuestion): string | undefined {
  if (ownNetwork) return 'the model is a function over variables, which TensorFlow alone can run';
  const [refused] = refusals(plan.graph);
  if (refused !== undefined) return `it cannot run this model: ${refused}`;
  const stages = rest.stages();
  const needy = stages.find(({ denseShare }) => denseShare > mostDense);
  if (needy !== undefined)
    return `${percent(needy.denseShare, 0)} of the steps ask for gradients of all weights, also of those outside masks`;
  const most = Math.max(...stages.flatMap(({ subnets }) => subnets.map(sparsest)));
  const from = switchAt === 'measured' ? Number.MIN_VALUE : switchAt;
  return most >= from ? undefined : `no sub-net becomes sparser than ${sparsityText(most)}`;
}

/** Why `auto` leaves it out beside this engine of TensorFlow.js; undefined where it takes it. */
export function whyLeftOutBeside(backend: EngineName): string | undefined {
  const fast = backend === 'tfjs-node-gpu' || backend === 'webgpu';
  return fast ? `${backend} computes on a GPU` : undefined;
}

function sparsest({ start, target, events }: StagePlan['subnets'][number]): number {
  return Math.max(start, target, ...events.map(({ sparsity }) => sparsity));
}
