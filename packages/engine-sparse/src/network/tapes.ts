import type { Bound, Instruction } from '../program/bound.ts';
import type { Program } from '../program/program.ts';
import { must } from '../program/writer.ts';
import type { Lists } from '../tape/operands.ts';
import { allOf, claim, type Engine, lineOf } from './engine.ts';
import { clearGradients, sumGradients } from './gradients.ts';
import { type ListGroup, listsAt, noLists } from './list-group.ts';
import { inputsOf, type SubnetLists } from './subnet-lists.ts';

/** What a tape is for: the way forward in training and in evaluation, the way back for kept weights and for all. */
export type TapeName = 'training' | 'evaluation' | 'kept' | 'all';

/** A tape, and what it holds the places of. */
export interface KnownTape {
  /** The instructions. */
  readonly tape: Int32Array;
  /** The program it was made from. */
  readonly program: Program;
  /** `engine.moves` when it was made. */
  readonly moves: number;
}

/** Lists that a tape works with. */
interface Groups {
  readonly forward: ListGroup;
  readonly inputs?: ListGroup;
  readonly weights?: ListGroup;
}

/** The tape for a sub-net and a program, made anew if anything has moved since. */
export function tapeFor(engine: Engine, subnet: SubnetLists, program: Program, name: TapeName): Int32Array {
  const groups = groupsFor(engine, subnet, name);
  claim(engine, 'values', groups.forward.valueLines + (groups.inputs?.valueLines ?? 0));
  claim(engine, 'weights', engine.machine.threads * (groups.weights?.valueLines ?? 0));
  const known = subnet.tapes.get(name);
  if (known?.program === program && known.moves === engine.moves) return known.tape;
  const made = name === 'kept' || name === 'all' ? backward(engine, program, groups) : forward(engine, program, groups);
  subnet.tapes.set(name, { tape: made, program, moves: engine.moves });
  return made;
}

function groupsFor(engine: Engine, subnet: SubnetLists, name: TapeName): Groups {
  const { forward } = subnet;
  if (name === 'training' || name === 'evaluation') return { forward };
  return { forward, inputs: inputsOf(engine, subnet), weights: name === 'all' ? allOf(engine) : forward };
}

function forward(engine: Engine, program: Program, groups: Groups): Int32Array {
  return joined(bind(engine, program, groups, program.forward));
}

function backward(engine: Engine, program: Program, groups: Groups): Int32Array {
  const weights = must(groups.weights, 'lists');
  const back = bind(engine, program, groups, program.backward);
  return joined([...clearGradients(engine), ...back, ...sumGradients(engine, program, weights)]);
}

function joined(instructions: readonly (readonly number[])[]): Int32Array {
  return Int32Array.from(instructions.flat());
}

function bind(
  engine: Engine,
  program: Program,
  groups: Groups,
  instructions: readonly Instruction[],
): readonly (readonly number[])[] {
  const { fixed, plan } = engine;
  const arena = lineOf(engine, 'arena');
  const bound: Bound = {
    at: (buffer) => arena + must(program.places.get(buffer), 'a place'),
    layer: (name) => ({
      forward: forwardOf(engine, groups, name),
      weights: weightsOf(engine, groups, name),
      inputs: inputListsAt(engine, groups, name),
    }),
    vector: (parameter) => fixed.vectors + must(fixed.vectorAt.get(parameter), 'a vector'),
    gradient: (offset) => ({ line: fixed.gradient, offset: offset - plan.maskableCount }),
    statistics: (offset) => ({ line: fixed.statistics, offset }),
    moments: (offset) => ({ line: fixed.moments, offset }),
    noise: (drop) => fixed.noise + drop,
    weightStride: groups.weights?.valueLines ?? 0,
    slab: arena + program.slab,
    slabLines: program.slabLines,
  };
  return instructions.map((instruction) => instruction(bound));
}

function forwardOf(engine: Engine, { forward }: Groups, name: string): Lists {
  return engine.copies.get(name)?.forward ?? listsAt(forward, name, lineOf(engine, 'values'));
}

function weightsOf(engine: Engine, { weights }: Groups, name: string): Lists {
  return weights === undefined ? noLists : listsAt(weights, name, lineOf(engine, 'weights'));
}

function inputListsAt(engine: Engine, { forward, inputs }: Groups, name: string): Lists {
  const copy = engine.copies.get(name);
  if (copy !== undefined) return copy.inputs;
  return inputs === undefined ? noLists : listsAt(inputs, name, lineOf(engine, 'values') + forward.valueLines);
}
