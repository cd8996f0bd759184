import type { StagePlan, SubnetPlan } from '@altsparse/core';
import { switchStep } from '../engine/plan-engine.ts';
import type { ExperimentPlan } from '../plan/plan-experiment.ts';
import { bytesText, countText, percent, sparsityText, timeText } from './numbers.ts';
import { formatTable } from './table.ts';

/** Progress at which the course of a ramp is shown. */
const moments = [0, 0.25, 0.5, 0.75, 1];

/** A plan for people. */
export function describePlan(plan: ExperimentPlan): string[] {
  return [
    `Run ${plan.id}: ${plan.steps} steps, ${plan.stepsPerEpoch} in an epoch, ${Number((plan.steps / plan.stepsPerEpoch).toFixed(2))} epochs`,
    '',
    ...plan.stages.flatMap((stage, i) => stageTables(stage, i, plan)),
    ...costLines(plan),
    ...plan.engine.why,
    ...(plan.estimate === undefined ? [] : ['', ...timeLines(plan.estimate)]),
    ...plan.warnings.map((warning, i) => `${i === 0 ? '\n' : ''}warning: ${warning}`),
  ];
}

function stageTables(stage: StagePlan, number: number, { stages, engine }: ExperimentPlan): string[] {
  const count = stages.length;
  const name = stage.name === undefined ? '' : ` (${stage.name})`;
  const head = count === 1 ? [] : [`Stage ${number + 1}/${count}${name}: ${stage.steps} steps`];
  return [...head, ...subnetTable(stage, engine.switchAt), '', ...courseTable(stage), ''];
}

function subnetTable({ subnets, steps, denseFlops }: StagePlan, switchAt: number | null): string[] {
  const columns = [
    { head: 'sub-net' },
    { head: 'start', align: 'right' },
    { head: 'target', align: 'right' },
    { head: 'mask events', align: 'right' },
    { head: 'first at step', align: 'right' },
    { head: 'target reached at', align: 'right' },
    { head: 'FLOPs at target', align: 'right' },
    { head: 'of dense', align: 'right' },
    ...(switchAt === null ? [] : [{ head: 'sparse engine from', align: 'right' } as const]),
  ] as const;
  const rows = subnets.map((one) => {
    const { name, start, target, events, flopsAtTarget } = one;
    return [
      name,
      sparsityText(start),
      sparsityText(target),
      String(events.length),
      String(events[0]?.step ?? '–'),
      target <= start ? 'the start' : String(events.find(({ progress }) => progress >= 1)?.step ?? 'never'),
      countText(flopsAtTarget),
      percent(flopsAtTarget / denseFlops, 1),
      ...(switchAt === null ? [] : [String(switchStep(one, switchAt, steps) ?? 'never')]),
    ];
  });
  return formatTable(columns, rows);
}

/** Targets over time: the sparsity after the last event before each quarter of the run. */
function courseTable({ subnets, steps }: StagePlan): string[] {
  const columns = [
    { head: 'sparsity at step' },
    ...moments.map((part) => ({ head: String(Math.round(part * steps)), align: 'right' as const })),
  ];
  return formatTable(
    columns,
    subnets.map((one) => [one.name, ...moments.map((part) => sparsityText(sparsityBefore(one, part * steps)))]),
  );
}

function sparsityBefore({ events, start }: SubnetPlan, step: number): number {
  return events.findLast((event) => event.step < step)?.sparsity ?? start;
}

function costLines(plan: ExperimentPlan): string[] {
  return [
    `Weights:   ${countText(plan.parameters)} parameters, ${countText(plan.maskable)} of them maskable`,
    `FLOPs:     ${countText(plan.denseFlops)} a dense forward pass; ${countText(plan.trainingFlops)} for all steps, computed densely (a step counts as three forward passes)`,
    `           ${plan.flopRule}`,
    `Memory:    ${bytesText(plan.storeBytes)} for weights, slots and masks; ${bytesText(plan.activationBytes)} for the activations of a batch`,
  ];
}

function timeLines({ step, training, evaluation, runs, total }: NonNullable<ExperimentPlan['estimate']>): string[] {
  return [
    `Time:      ${timeText(training)} training (${step.toFixed(1)} ms a step) + ${timeText(evaluation)} evaluation${runs === 1 ? '' : `, ${runs} runs`} = ${timeText(total)}`,
    `           A few steps were measured, on noise, with first and with last masks; reading data and mask events come on top.`,
  ];
}
