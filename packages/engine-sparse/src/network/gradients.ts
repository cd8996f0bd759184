import { lanes, linesOf } from '../program/buffer.ts';
import type { Program } from '../program/program.ts';
import * as tape from '../tape/tape.ts';
import { type Engine, lineOf } from './engine.ts';
import { gradientScale } from './gradient-scale.ts';
import type { ListGroup } from './list-group.ts';

type Instructions = readonly (readonly number[])[];

/** Instructions before the way back: what is never masked has the gradient 0 until something writes there. */
export function clearGradients({ fixed, plan }: Engine): Instructions {
  return [tape.fill({ count: plan.parameterCount - plan.maskableCount, value: 0, to: fixed.gradient })];
}

/**
 * Instructions after the way back: the gradients of some lists are summed over threads and lie in the order of the lists
 * then, unscaled; layers without a derivative have 0.
 */
export function sumGradients(engine: Engine, { setting }: Program, group: ListGroup): Instructions {
  const { fixed, plan } = engine;
  const numbers = lineOf(engine, 'weights');
  const lines = differentiatedLines(engine, group);
  const rest = { count: lanes * (group.valueLines - lines), value: 0, to: numbers + lines };
  const sums = [...sumOverThreads(engine, lines, group.valueLines), tape.fill(rest)];
  const scale = gradientScale(setting);
  if (scale === 1) return sums;
  const factor = 1 / scale;
  const others = { count: plan.parameterCount - plan.maskableCount, factor, numbers: fixed.gradient };
  return [...sums, tape.scale({ count: lanes * lines, factor, numbers }), tape.scale(others)];
}

/** A scatter to places 0, 1, 2 … sums where the numbers lie; the table of places is short, so there may be several. */
function sumOverThreads(engine: Engine, lines: number, stride: number): Instructions {
  const { threads } = engine.machine;
  const { places: indices, placeCount } = engine.fixed;
  const step = linesOf(placeCount);
  return Array.from({ length: Math.ceil(lines / step) }, (_, index) => {
    const from = lineOf(engine, 'weights') + index * step;
    const count = lanes * Math.min(step, lines - index * step);
    return tape.scatter({ count, indices, from, threads, stride, to: from });
  });
}

/** Layers without a derivative stand last. */
function differentiatedLines({ layers }: Engine, { layers: lists, valueLines }: ListGroup): number {
  const rest = layers.own[layers.differentiated];
  return rest === undefined ? valueLines : (lists.get(rest.name)?.values ?? 0);
}

/** Writes the gradients of a group's weights, and of all that is never masked, to their places; others stay. */
export function readGradients(engine: Engine, group: ListGroup, into: Float32Array): void {
  const { machine, fixed, plan } = engine;
  machine.read(fixed.gradient, into.subarray(plan.maskableCount));
  machine.scatter(into, group.indices, group.count, lineOf(engine, 'weights'));
}
