import type { DoctorCheck } from './check.ts';

const marks: Readonly<Record<DoctorCheck['ok'], string>> = { good: 'good', warn: 'WARN', bad: 'BAD ' };

/**
 * Writes the checks for people: a line each, with the rule, and below it what to do where it is not good.
 *
 * @param rules - Whether each line also says its rule; default `true`.
 */
export function formatDoctor(checks: readonly DoctorCheck[], rules: boolean = true): string {
  const width = Math.max(...checks.map((check) => check.name.length));
  const lines = checks.flatMap(({ name, ok, value, rule, hint }) => [
    `${marks[ok]}  ${name.padEnd(width)}  ${value}${rules ? `  [${rule}]` : ''}`,
    ...(hint === undefined ? [] : [`      ${''.padEnd(width)}  -> ${hint}`]),
  ]);
  return `${lines.join('\n')}\n`;
}

/** Writes the checks for programs: a JSON array of `{ name, ok, value, rule, hint? }`. */
export function doctorJson(checks: readonly DoctorCheck[]): string {
  return `${JSON.stringify(checks, null, 2)}\n`;
}
