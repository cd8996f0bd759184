import process from 'node:process';

/** Where a command writes: results to `out`, everything else to `note`. */
export interface Output {
  /** A line of the result, on standard output. */
  out(line: string): void;
  /** A line about what happens meanwhile, on standard error. */
  note(line: string): void;
  /** May lines on standard error be rewritten? */
  readonly live: boolean;
}

/** The process's own streams. */
export const terminal: Output = {
  out: (line) => void process.stdout.write(`${line}\n`),
  note: (line) => void process.stderr.write(`${line}\n`),
  get live() {
    return process.stderr.isTTY === true && process.env.TERM !== 'dumb' && process.env.CI === undefined;
  },
};

/** A value as one line of JSON, on standard output. */
export function printJson(output: Output, value: unknown): void {
  output.out(JSON.stringify(value));
}

/** A value as JSON for people and programs, on standard output. */
export function printTree(output: Output, value: unknown): void {
  output.out(JSON.stringify(value, null, 2));
}
