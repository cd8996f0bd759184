import type { Form, Work } from '../form/form.ts';
import { readersOf } from '../form/readers.ts';
import { arrange } from '../memory/arrange.ts';
import { writeBackward } from './backward.ts';
import type { Bound, Instruction, LayerLists } from './bound.ts';
import type { Buffer } from './buffer.ts';
import { writeForward } from './forward.ts';
import { createWriter, must, type Setting } from './writer.ts';

/** What the host writes and reads. */
interface Ports {
  /** `[batch][rows][columns][channels]`, before the way forward. */
  readonly images: Buffer;
  /** `[batch][classes]`, after it. */
  readonly logits: Buffer;
  /** `[batch][classes]`, before the way back; none in evaluation. */
  readonly gradient?: Buffer;
}

/** Instructions with places relative to the start of an arena. */
export interface Program {
  /** What it was made for. */
  readonly setting: Setting;
  /** What the host writes and reads. */
  readonly ports: Ports;
  /** From images to logits. */
  readonly forward: readonly Instruction[];
  /** From the gradient of the logits to that of the parameters; none in evaluation. */
  readonly backward: readonly Instruction[];
  /** Dropouts, by number. */
  readonly drops: readonly Work[];
  /** The first line of each buffer, from the arena's start. */
  readonly places: ReadonlyMap<Buffer, number>;
  /** Where the slabs of all threads lie in the arena. */
  readonly slab: number;
  /** Of one thread. */
  readonly slabLines: number;
  /** Of the arena. */
  readonly lines: number;
}

/** The way forward, and in training the way back. */
export function createProgram(form: Form, setting: Setting): Program {
  const writer = createWriter(form, readersOf(form), setting);
  const logits = writeForward(writer);
  const forward = writer.instructions.splice(0);
  const gradient = setting.training ? { gradient: writeBackward(writer) } : {};
  const { images, drops, instructions, slabLines } = writer;
  const lives = livesOf([...forward, ...instructions], images);
  const ports = { images, logits, ...gradient };
  return { ...placed(setting, lives, slabLines), forward, backward: instructions, ports, drops };
}

type Placed = Omit<Program, 'forward' | 'backward' | 'ports' | 'drops'>;

function placed(setting: Setting, lives: ReadonlyMap<Buffer, Life>, slabLines: number): Placed {
  const buffers = [...lives.entries()];
  const { starts, lines } = arrange(buffers.map(([buffer, life]) => ({ lines: buffer.lines, ...life })));
  const places = new Map(buffers.map(([buffer], i) => [buffer, must(starts[i], 'a place')]));
  return { setting, places, slab: lines, slabLines, lines: lines + setting.threads * slabLines };
}

interface Life {
  readonly first: number;
  readonly last: number;
}

/** When each buffer is used, by the instructions that name it. The host writes the images before all of them. */
function livesOf(instructions: readonly Instruction[], images: Buffer): ReadonlyMap<Buffer, Life> {
  const lives = new Map<Buffer, Life>([[images, { first: 0, last: 0 }]]);
  for (const [step, instruction] of instructions.entries()) {
    instruction({
      ...nowhere,
      at(buffer) {
        lives.set(buffer, { first: lives.get(buffer)?.first ?? step, last: step });
        return 0;
      },
    });
  }
  return lives;
}

const noLists = { block: 1, count: 0, starts: 0, offsets: 0, values: 0 } as const;
const noLayer: LayerLists = { forward: noLists, weights: noLists, inputs: noLists };
const start = () => ({ line: 0, offset: 0 });

/** Places that only serve to ask an instruction what it names. */
const nowhere: Bound = {
  at: () => 0,
  layer: () => noLayer,
  vector: () => 0,
  gradient: start,
  statistics: start,
  moments: start,
  noise: () => 0,
  weightStride: 0,
  slab: 0,
  slabLines: 0,
};
