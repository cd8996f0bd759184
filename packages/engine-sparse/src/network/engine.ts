import type { GraphPlan } from '@altsparse/core';
import type { Machine, Precision } from '@altsparse/kernels';
import type { Form } from '../form/form.ts';
import { lower } from '../form/lower.ts';
import { createRegions, type Region, type Regions } from '../memory/regions.ts';
import { lanes } from '../program/buffer.ts';
import { createProgram, type Program } from '../program/program.ts';
import type { Tuning } from '../program/writer.ts';
import { type Fixed, takeFixed } from './fixed.ts';
import { type Layers, layersOf } from './layer.ts';
import { allListsOf, type CopyLists, placeCopies } from './layer-lists.ts';
import { type ListGroup, placeLists } from './list-group.ts';
import type { SubnetLists } from './subnet-lists.ts';

/** Stretches of memory that all sub-nets use, one at a time; they only grow. */
export type Scratch = 'arena' | 'values' | 'weights';

/** A graph made ready for one machine. */
export interface Engine {
  /** The graph with everything worked out. */
  readonly plan: GraphPlan;
  /** What computes. */
  readonly machine: Machine;
  /** Of training steps that want no more than kept weights. */
  readonly precision: Precision;
  /** Sizes. */
  readonly tuning: Tuning;
  /** The machine's memory. */
  readonly regions: Regions;
  /** What always lies there. */
  readonly fixed: Fixed;
  /** For training and for evaluation. */
  readonly forms: Readonly<Record<Kind, Form>>;
  /** By kind and batch size, the last used last. */
  readonly programs: Map<string, Program>;
  /** Shared stretches. */
  readonly scratch: Map<Scratch, Region>;
  /** Changes when a shared stretch moves: tapes made before hold wrong places. */
  moves: number;
  /** By the sub-net's number. */
  readonly subnets: Map<number, SubnetLists>;
  /** The convolutions. */
  readonly layers: Layers;
  /** Lists of those whose weights are all 1, by name. */
  readonly copies: Map<string, CopyLists>;
  /** Lists of all positions, once they were asked for. */
  all?: ListGroup;
}

/** What a program is for. */
export type Kind = 'training' | 'evaluation';

/** A program's kind, batch size and precision. */
export interface ProgramKey {
  /** What it is for. */
  readonly kind: Kind;
  /** Images. */
  readonly batch: number;
  /** Of what it computes. */
  readonly precision: Precision;
}

/** Makes a graph ready. */
export function createEngine(plan: GraphPlan, machine: Machine, precision: Precision, tuning: Tuning): Engine {
  const forms = { training: lower(plan, 'training'), evaluation: lower(plan, 'evaluation') };
  const regions = createRegions((lines) => machine.reserve(lines));
  const drops = forms.training.works.filter(({ kind }) => kind === 'drop').length;
  const fixed = takeFixed(plan, drops, regions, machine);
  const engine: Engine = {
    ...{ plan, machine, precision, tuning, regions, fixed, forms, moves: 0, layers: layersOf(forms.training) },
    ...{ programs: new Map(), scratch: new Map(), subnets: new Map(), copies: new Map() },
  };
  placeCopies(engine);
  return engine;
}

const programsKept = 6;

/** The program for a batch size, made if it is not among the last used. */
export function programFor(engine: Engine, wanted: ProgramKey): Program {
  const key = `${wanted.kind} ${wanted.batch} ${wanted.precision}`;
  const program = engine.programs.get(key) ?? makeProgram(engine, wanted);
  engine.programs.delete(key);
  engine.programs.set(key, program);
  const [oldest] = engine.programs.keys();
  if (engine.programs.size > programsKept && oldest !== undefined) engine.programs.delete(oldest);
  claim(engine, 'arena', program.lines);
  return program;
}

function makeProgram({ forms, machine, tuning }: Engine, { kind, batch, precision }: ProgramKey): Program {
  const tiles = Math.ceil(batch / (precision === 'mixed' ? 2 * lanes : lanes));
  const setting = { batch, tiles, precision, threads: machine.threads, tuning, training: kind === 'training' };
  return createProgram(forms[kind], setting);
}

/** Makes a shared stretch large enough. */
export function claim(engine: Engine, name: Scratch, lines: number): void {
  const { scratch, regions } = engine;
  const before = scratch.get(name);
  if (before !== undefined && before.lines >= lines) return;
  scratch.delete(name); // where there is no memory for the larger one, the next call must not find the old one
  if (before !== undefined) regions.free(before);
  scratch.set(name, regions.take(lines));
  engine.moves++;
}

/** The first line of a shared stretch. */
export function lineOf({ scratch }: Engine, name: Scratch): number {
  return scratch.get(name)?.line ?? 0;
}

/** Lists of all positions. */
export function allOf(engine: Engine): ListGroup {
  engine.all ??= placeLists(engine, allListsOf(engine));
  return engine.all;
}
