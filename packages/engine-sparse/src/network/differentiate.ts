import { type DifferentiateRequest, derive, type Pass } from '@altsparse/core';
import type { Buffer } from '../program/buffer.ts';
import type { Program } from '../program/program.ts';
import { must } from '../program/writer.ts';
import { checkLossGradient } from './check-call.ts';
import { allOf, type Engine, lineOf, programFor } from './engine.ts';
import { gradientScale } from './gradient-scale.ts';
import { readGradients } from './gradients.ts';
import { inputsOf, listsFor } from './subnet-lists.ts';
import { tapeFor } from './tapes.ts';
import { writeInputs, writeParameters } from './write-parameters.ts';

/** Forward with the batch's own statistics, the loss on the host, and the way back. */
export function differentiate(engine: Engine, request: DifferentiateRequest): Pass {
  const { machine, fixed, plan } = engine;
  const { weights, batch, want, noise } = request;
  // Where weights grow their gradients are compared with each other: that takes all digits.
  const precision = want === 'all' ? 'fp32' : engine.precision;
  const program = programFor(engine, { kind: 'training', batch: batch.size, precision });
  const lists = listsFor(engine, request.subnet, weights);
  // Both tapes first: making the second may move what the first works with.
  tapeFor(engine, lists, program, want);
  const forward = tapeFor(engine, lists, program, 'training');
  const backward = tapeFor(engine, lists, program, want);
  writeParameters(engine, weights.parameters, lists.forward);
  writeInputs(engine, weights.parameters, lists.forward, inputsOf(engine, lists));
  writeNoise(engine, program, noise);
  machine.write(place(engine, program, program.ports.images), batch.images);
  machine.run(forward, precision);
  const logits = readLogits(engine, program);
  const { value, gradient } = request.loss.evaluate(logits.slice(), classesOf(engine), batch);
  checkLossGradient(request.loss.name, gradient, logits);
  machine.write(place(engine, program, must(program.ports.gradient, 'the gradient')), scaled(gradient, program));
  machine.run(backward, precision);
  const moments = new Float32Array(plan.statisticCount);
  machine.read(fixed.moments, moments);
  const kept = want === 'kept';
  const into = (kept ? request.into : undefined) ?? new Float32Array(plan.parameterCount);
  readGradients(engine, kept ? lists.forward : allOf(engine), into);
  return { loss: value, logits, gradient: into, restricted: kept, moments };
}

/** The gradient of the logits as the way back takes it: see {@link gradientScale}. */
function scaled(gradient: Float32Array, { setting }: Program): Float32Array {
  const scale = gradientScale(setting);
  return scale === 1 ? gradient : gradient.map((value) => value * scale);
}

/** Logits `[size, classes]` as they lie in memory after the way forward. */
export function readLogits(engine: Engine, program: Program): Float32Array {
  const logits = new Float32Array(program.setting.batch * classesOf(engine));
  engine.machine.read(place(engine, program, program.ports.logits), logits);
  return logits;
}

/** The line of what the host reads or writes. */
export function place(engine: Engine, { places }: Program, buffer: Buffer): number {
  return lineOf(engine, 'arena') + must(places.get(buffer), 'a place');
}

function classesOf({ plan }: Engine): number {
  return plan.shapes.get(plan.graph.nodes.at(-1)?.name ?? '')?.at(-1) ?? 1;
}

/** Two words for each dropout, derived from the step's noise and the node's name. */
function writeNoise({ machine, fixed }: Engine, { drops }: Program, noise: number): void {
  for (const [at, { name }] of drops.entries())
    machine.write(fixed.noise + at, Int32Array.of(derive(noise, name), derive(noise, name, 1)));
}
