import { type DifferentiateRequest, derive, type Pass } from '@altsparse/core';
import type { Buffer } from '../program/buffer.ts';
import type { Program } from '../program/program.ts';
import { must } from '../program/writer.ts';
import { checkLossGradient } from './check-call.ts';
import { allOf, type Engine, lineOf, programFor } from './engine.ts';
import type { ListGroup } from './list-group.ts';
import { inputsOf, listsFor } from './subnet-lists.ts';
import { gradientCount, tapeFor } from './tapes.ts';
import { writeInputs, writeParameters } from './write-parameters.ts';

/** Forward with the batch's own statistics, the loss on the host, and the way back. */
export function differentiate(engine: Engine, request: DifferentiateRequest): Pass {
  const { machine, fixed, plan } = engine;
  const { weights, batch, want, noise } = request;
  const program = programFor(engine, 'training', batch.size);
  const lists = listsFor(engine, request.subnet, weights);
  // Both tapes first: making the second may move what the first works with.
  tapeFor(engine, lists, program, want);
  const forward = tapeFor(engine, lists, program, 'training');
  const backward = tapeFor(engine, lists, program, want);
  writeParameters(engine, weights.parameters, lists.forward);
  writeInputs(engine, weights.parameters, lists.forward, inputsOf(engine, lists));
  writeNoise(engine, program, noise);
  machine.write(place(engine, program, program.ports.images), batch.images);
  machine.run(forward);
  const logits = readLogits(engine, program);
  const { value, gradient } = request.loss.evaluate(logits.slice(), classesOf(engine), batch);
  checkLossGradient(request.loss.name, gradient, logits);
  machine.write(place(engine, program, must(program.ports.gradient, 'the gradient')), gradient);
  machine.run(backward);
  const moments = new Float32Array(plan.statisticCount);
  machine.read(fixed.moments, moments);
  const kept = want === 'kept';
  const into = (kept ? request.into : undefined) ?? new Float32Array(plan.parameterCount);
  readGradient(engine, kept ? lists.forward : allOf(engine), into);
  return { loss: value, logits, gradient: into, restricted: kept, moments };
}

/** Writes the gradient of the weights of some lists, and of what is never masked; other places stay. */
function readGradient(engine: Engine, group: ListGroup, into: Float32Array): void {
  const { machine, fixed, plan } = engine;
  machine.scatter(into, group.indices, gradientCount(engine, group), lineOf(engine, 'weights'));
  machine.read(fixed.gradient, into.subarray(plan.maskableCount), plan.maskableCount);
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
