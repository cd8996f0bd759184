import type { GraphPlan, StagePlan } from '@altsparse/core';
import type { EngineName } from '@altsparse/engine/node';
import { refusals } from '@altsparse/engine-sparse';
import type { SwitchChoice } from '../config/engine-choice.ts';
import { percent, sparsityText } from '../terminal/numbers.ts';
import { leastSwitch } from './stated-switch.ts';

/** From this share of passes on, gradients of all weights are asked for as good as always: TensorFlow is made for that. */
const asGoodAsAll = 0.9;

/** What decides whether the sparse engine has a part in a run. */
export interface SparseQuestion {
  /** The model. */
  readonly plan: GraphPlan;
  /** Is the model a function, with a network of its own? */
  readonly ownNetwork: boolean;
  /** Works out what will be trained. */
  stages(): readonly StagePlan[];
  /** Where engines change. */
  readonly switchAt: SwitchChoice;
}

/** Why `auto` leaves the sparse engine out, by what model and parts declare; undefined where it takes it. */
export function whyLeftOut({ plan, ownNetwork, ...more }: Omit<SparseQuestion, 'switchAt'>): string | undefined {
  if (ownNetwork) return 'the model is a function over variables, which TensorFlow alone can run';
  const [refused] = refusals(plan.graph);
  if (refused !== undefined) return `it cannot run this model: ${refused}`;
  const needy = more.stages().find(({ denseShare }) => denseShare >= asGoodAsAll);
  if (needy === undefined) return undefined;
  return `${percent(needy.denseShare, 0)} of the steps ask for gradients of all weights, also of those outside masks`;
}

/** Why `auto` leaves it out beside an engine of TensorFlow.js; undefined where it takes it. */
export function whyLeftOutBeside(
  backend: EngineName,
  { plan, stages, switchAt }: Pick<SparseQuestion, 'plan' | 'stages' | 'switchAt'>,
): string | undefined {
  if (backend === 'tfjs-node-gpu' || backend === 'webgpu') return `${backend} computes on a GPU`;
  return whyNeverReached(leastSwitch(switchAt, backend, plan), stages);
}

/** Why a switch point leaves the sparse engine nothing to do; undefined where a sub-net gets to it. */
export function whyNeverReached(switchAt: number, stages: SparseQuestion['stages']): string | undefined {
  const most = Math.max(...stages().flatMap(({ subnets }) => subnets.map(sparsest)));
  return most >= switchAt ? undefined : `no sub-net becomes sparser than ${sparsityText(most)}`;
}

function sparsest({ start, target, events }: StagePlan['subnets'][number]): number {
  return Math.max(start, target, ...events.map(({ sparsity }) => sparsity));
}
