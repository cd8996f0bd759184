import type { ErrorCode } from './errors/catalogue.ts';
import { showValue } from './show.ts';

/** What a typed error says beside its message. */
export interface ErrorDetails {
  /** Where: a file, a config path, a layer, a step. */
  readonly place?: string;
  /** What was found there. */
  readonly found?: unknown;
  /** What was expected instead. */
  readonly expected?: unknown;
  /** What to do about it. */
  readonly hint?: string;
  /** The error underneath, if any. */
  readonly cause?: unknown;
}

/**
 * The one family of errors of this project: a stable `code` for machines, and for people the place, what was found,
 * what was expected and what to do.
 */
export class AltsparseError extends Error {
  /** Stable, in kebab case: `mask-target-unreachable`; those of plug-ins begin with the plug-in's name and a slash. */
  readonly code: ErrorCode;
  /** The one sentence alone; `message` also says place, found, expected and hint. */
  readonly summary: string;
  /** Place, found, expected, hint. */
  readonly details: ErrorDetails;

  /**
   * @param code - Stable name of the fault, in kebab case, from the catalogue; a plug-in puts its own name and a slash before its codes.
   * @param message - One sentence on what is wrong.
   * @param details - Place, found, expected, hint and cause.
   */
  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(compose(message, details), details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'AltsparseError';
    this.code = code;
    this.summary = message;
    this.details = details;
  }
}

function compose(message: string, details: ErrorDetails): string {
  const parts = [details.place === undefined ? message : `${details.place}: ${message}`];
  if (details.found !== undefined) parts.push(`Found: ${showValue(details.found)}.`);
  if (details.expected !== undefined) parts.push(`Expected: ${showValue(details.expected)}.`);
  if (details.hint !== undefined) parts.push(details.hint);
  return parts.join(' ');
}
