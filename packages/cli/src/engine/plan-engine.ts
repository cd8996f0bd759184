import type { GraphPlan, StagePlan } from '@altsparse/core';
import { refusals } from '@altsparse/engine-sparse';
import type { LoadedModel } from '../compose/load-model.ts';
import type { SwitchChoice } from '../config/engine-choice.ts';
import { sparsityText } from '../terminal/numbers.ts';
import { type SparseQuestion, whyLeftOut, whyLeftOutBeside } from './left-out.ts';
import { leastSwitch, suitsDense } from './stated-switch.ts';
import type { EngineWish } from './wish.ts';

/** Which engine will compute what, before a run. */
export interface EnginePlan {
  /** The sparsity from which the sparse engine computes a sub-net; null: one engine computes all, or it is not known yet. */
  readonly switchAt: number | null;
  /** In lines for people. */
  readonly why: readonly string[];
}

/** What can be said of a run's engines without starting one: what this machine has is not known. */
export function planEngine(
  wish: EngineWish,
  { plan, network }: Pick<LoadedModel, 'plan' | 'network'>,
  stages: () => readonly StagePlan[],
): EnginePlan {
  const { choice, backend, switchAt } = wish;
  if (choice === 'tensorflow') return { switchAt: null, why: [`Engine: ${backend ?? 'TensorFlow'} computes all.`] };
  if (choice === 'sparse') {
    const refused = network === undefined ? refusals(plan.graph) : ['the model is a function over variables'];
    return { switchAt: null, why: ['Engine: the sparse engine computes all.', ...refused.map(refusedLine)] };
  }
  return planBoth(switchAt, plan, { ownNetwork: network !== undefined, stages });
}

/** As on a machine where TensorFlow's library and native kernels are, and no GPU. */
function planBoth(choice: SwitchChoice, plan: GraphPlan, asked: Omit<SparseQuestion, 'plan' | 'switchAt'>): EnginePlan {
  const { stages } = asked;
  const reason = whyLeftOut({ plan, ...asked }) ?? whyLeftOutBeside('tfjs-node', { plan, stages, switchAt: choice });
  if (reason !== undefined) return { switchAt: null, why: [`Engine: TensorFlow computes all: ${reason}.`] };
  const { switchAt, from } = switchOf(choice, plan);
  const why = [`Engine: TensorFlow; the sparse engine for sub-nets from ${from}, unless TensorFlow has a GPU.`];
  return { switchAt, why };
}

/** Null where it goes by what the machine has. */
function switchOf(choice: SwitchChoice, plan: GraphPlan): { readonly switchAt: number | null; readonly from: string } {
  if (choice === 'measured') return { switchAt: null, from: 'a sparsity on that is measured when the run is built' };
  if (choice === 'stated' && suitsDense(plan))
    return {
      switchAt: null,
      from: '0 % on with AVX2 or AVX-512, from 50 % on with other native kernels, from 90 % on in WebAssembly',
    };
  const switchAt = leastSwitch(choice, 'tfjs-node', plan);
  return { switchAt, from: `${sparsityText(switchAt)} on${choice === 'stated' ? ' with native kernels' : ''}` };
}

/**
 * The first step before which a planned sub-net is as sparse as the switch point; undefined if it never is.
 *
 * @param steps - Of the stage.
 */
export function switchStep(
  { start, events }: StagePlan['subnets'][number],
  switchAt: number,
  steps: number,
): number | undefined {
  if (start >= switchAt) return 0;
  const event = events.find(({ sparsity }) => sparsity >= switchAt);
  return event === undefined || event.step + 1 >= steps ? undefined : event.step + 1;
}

function refusedLine(line: string): string {
  return `It cannot run this model: ${line}`;
}
