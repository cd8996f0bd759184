import { type Corrected, correct, type Gram, type Patient, randomStream, type Surgery } from '@altsparse/core';

/** Gradients that meet. */
export interface Meeting {
  /** For messages. */
  readonly name: string;
  /** The gradient, 0 outside its mask. */
  readonly gradient: Float32Array;
  /** Its mask. */
  readonly mask: Uint8Array;
  /** The others. */
  readonly references: readonly Float32Array[];
}

/** How many weights a meeting has. */
const length = 24;

/** The layers of a meeting. */
const layers = [
  { name: 'a', offset: 0, length: 16 },
  { name: 'b', offset: 16, length: 8 },
];

/** A meeting drawn by a number: with one to three references, some of them in conflict. */
export function drawnMeeting(draw: number): Meeting {
  const random = randomStream(draw, 'kit gradients');
  const mask = Uint8Array.from({ length }, () => (random.uniform() < 0.7 ? 1 : 0));
  const gradient = Float32Array.from(mask, (kept) => kept * random.normal());
  const sign = draw % 2 === 0 ? -0.5 : 0.5;
  const references = Array.from({ length: 1 + (draw % 3) }, () =>
    gradient.map((one) => sign * one + 0.7 * random.normal()),
  );
  return { name: `meeting ${draw}`, gradient, mask, references };
}

const times = (array: Float32Array, factor: number): Float32Array => array.map((one) => one * factor);

/** A meeting with all gradients multiplied. */
export function scaled(meeting: Meeting, factor: number): Meeting {
  const references = meeting.references.map((one) => times(one, factor));
  return { ...meeting, name: `${meeting.name} times ${factor}`, gradient: times(meeting.gradient, factor), references };
}

/** Meetings at the edge: references or the gradient 0, opposite, equal, huge and tiny. */
export function edgeMeetings(): readonly Meeting[] {
  const meeting = drawnMeeting(2);
  const { gradient, references } = meeting;
  const zero = (): Float32Array => new Float32Array(length);
  const opposite = references.map(() => times(gradient, -1));
  return [
    { ...meeting, name: 'references 0', references: references.map(zero) },
    { ...meeting, name: 'first reference 0', references: references.map((one, i) => (i === 0 ? zero() : one)) },
    { ...meeting, name: 'gradient 0', gradient: zero() },
    { ...meeting, name: 'all 0', gradient: zero(), references: references.map(zero) },
    { ...meeting, name: 'opposite', references: opposite },
    { ...meeting, name: 'equal', references: references.map(() => gradient.slice()) },
    scaled(meeting, 1e15),
    scaled(meeting, 1e-15),
  ];
}

/** As many references as a surgery may be shown: one, where it asks for the previous one alone. */
function shown({ against }: Surgery, { references }: Meeting): readonly Float32Array[] {
  return against === 'previous' ? references.slice(-1) : references;
}

/** The meeting, operated on by core. */
export function operateOn(surgery: Surgery, meeting: Meeting): Corrected {
  const { gradient, mask } = meeting;
  const patient: Patient = { subnet: 9, gradient, mask };
  const regions = surgery.scope === 'layer' ? layers : [{ name: '*', offset: 0, length: gradient.length }];
  const references = shown(surgery, meeting).map((one, subnet) => ({ subnet, gradient: one }));
  return correct(surgery, patient, references, regions);
}

/** Inner products of a meeting, worked out without core; asking for a reference that does not exist is an error. */
export function plainGram(surgery: Surgery, meeting: Meeting): Gram {
  const references = shown(surgery, meeting);
  const at = (index: number): Float32Array => {
    const found = references[index];
    if (found === undefined) throw new RangeError(`reference ${index} of ${references.length} is asked for`);
    return found;
  };
  const inner = (a: Float32Array, b: Float32Array): number =>
    a.reduce((sum, one, i) => sum + one * (b[i] as number), 0);
  return {
    references: references.length,
    own: (reference) => inner(meeting.gradient, at(reference)),
    ownSquare: () => inner(meeting.gradient, meeting.gradient),
    between: (a, b) => inner(at(a), at(b)),
  };
}
