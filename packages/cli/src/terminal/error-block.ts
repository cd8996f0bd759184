import { AltsparseError, showValue } from '@altsparse/core';

/** What to do beside the message. */
export interface ErrorOptions {
  /** Show stacks. */
  readonly debug?: boolean;
}

/** An error for people: what is wrong, then place, found, expected and what to do, one under the other. */
export function formatError(error: unknown, options: ErrorOptions = {}): string {
  if (!(error instanceof AltsparseError)) return unexpected(error, options);
  const several = error.details.cause instanceof AggregateError ? error.details.cause.errors : [];
  const blocks = [blockOf(error), ...several.map((one: unknown) => formatError(one))];
  if (options.debug) blocks.push(stackOf(error));
  return blocks.join('\n\n');
}

function blockOf({ summary, code, details }: AltsparseError): string {
  const { place, found, expected, hint } = details;
  const lines = [
    ['place', place],
    ['found', show(found)],
    ['expected', show(expected)],
    ['hint', hint],
  ].flatMap(([name, text]) => (text === undefined ? [] : [`  ${`${name}:`.padEnd(10)}${indent(text)}`]));
  return [`${code === 'run-aborted' ? 'stopped' : 'error'}: ${summary} [${code}]`, ...lines].join('\n');
}

function indent(text: string): string {
  return text.replaceAll('\n', `\n${' '.repeat(12)}`);
}

function show(value: unknown): string | undefined {
  if (value === undefined) return value;
  if (Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string'))
    return showValue(value.join('\n'));
  return showValue(value);
}

function unexpected(error: unknown, { debug = false }: ErrorOptions): string {
  if (debug) return `error: something unexpected happened\n${stackOf(error)}`;
  const message = error instanceof Error ? error.message : String(error);
  return `error: ${message}\n  ${'hint:'.padEnd(10)}This was not expected; --debug shows where it happened.`;
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause =
    error.cause === undefined || error.cause instanceof AggregateError ? '' : `\ncaused by ${stackOf(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}

/** 2: what was asked for cannot be understood; 130: stopped by the user; 1: everything else. */
export function exitCodeOf(error: unknown): number {
  if (!(error instanceof AltsparseError)) return 1;
  if (error.code === 'run-aborted') return 130;
  return error.code.startsWith('config-') ? 2 : 1;
}
