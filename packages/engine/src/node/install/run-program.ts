import { spawn } from 'node:child_process';
import process from 'node:process';

/** How a program ended. */
export interface ProgramEnd {
  /** Exit status; `null` where the program did not start or a signal ended it. */
  readonly status: number | null;
  /** All of standard output. */
  readonly output: string;
  /** The last lines of standard error, or why the program did not start. */
  readonly complaint: string;
}

/** Settings of {@link runProgram}. */
export interface ProgramOptions {
  /** Working folder; default: the current one. */
  readonly cwd?: string;
  /** Variables added to the environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Ends the program. */
  readonly signal?: AbortSignal | undefined;
}

const lastLines = (text: string): string => text.trim().split('\n').slice(-8).join('\n');

/** Runs a program to its end, without a shell. Rejects only when the signal fires, with the signal's reason. */
export async function runProgram(program: string, args: string[], options: ProgramOptions = {}): Promise<ProgramEnd> {
  const { cwd, env, signal } = options;
  signal?.throwIfAborted();
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
    ...(cwd === undefined ? {} : { cwd }),
    ...(signal === undefined ? {} : { signal }),
  });
  const text = { output: '', errors: '' };
  child.stdout.setEncoding('utf8').on('data', (piece: string) => {
    text.output += piece;
  });
  child.stderr.setEncoding('utf8').on('data', (piece: string) => {
    text.errors = (text.errors + piece).slice(-8000);
  });
  const end = await new Promise<ProgramEnd>((resolve) => {
    const finish = (status: number | null, complaint: string) => resolve({ status, output: text.output, complaint });
    child.on('error', (error) => {
      // An aborted child is still writing until it closes: wait for that, so that its folder can be removed.
      if (error.name !== 'AbortError') finish(null, error.message);
    });
    child.on('close', (status) => finish(status, lastLines(text.errors)));
  });
  signal?.throwIfAborted();
  return end;
}
