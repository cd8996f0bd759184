import { checkpointErrors } from './checkpoint-errors.ts';
import { commandErrors } from './command-errors.ts';
import { dataErrors } from './data-errors.ts';
import { engineErrors } from './engine-errors.ts';
import { modelErrors } from './model-errors.ts';
import { runErrors } from './run-errors.ts';

/** What is known of a code. */
export interface ErrorEntry {
  /** What goes with it in the list: `configs, plug-ins, runs and files`. */
  readonly area: string;
  /** When the error appears. */
  readonly cause: string;
  /** What to do about it. */
  readonly cure: string;
}

/** The codes of this project. */
export type KnownErrorCode =
  | keyof typeof runErrors
  | keyof typeof checkpointErrors
  | keyof typeof modelErrors
  | keyof typeof dataErrors
  | keyof typeof engineErrors
  | keyof typeof commandErrors;

/** A code of this project, or one of a plug-in, which begins with its name: `altsparse-plugin-x/too-cold`. */
export type ErrorCode = KnownErrorCode | `${string}/${string}`;

const areas: readonly (readonly [string, Readonly<Record<string, readonly [string, string]>>])[] = [
  ['Runs and the parts that work in them', runErrors],
  ['Checkpoints, and runs that go on', checkpointErrors],
  ['Models', modelErrors],
  ['Data', dataErrors],
  ['Engines', engineErrors],
  ['The command: configs, plug-ins, observers and files', commandErrors],
];

/** Every code with its cause and cure, area by area. `docs/errors.md` is made from it. */
export const errorCatalogue: Readonly<Record<KnownErrorCode, ErrorEntry>> = Object.fromEntries(
  areas.flatMap(([area, codes]) => Object.entries(codes).map(([code, [cause, cure]]) => [code, { area, cause, cure }])),
) as Record<KnownErrorCode, ErrorEntry>;
