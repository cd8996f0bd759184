// A child process that answers requests: one JSON value a line in, one a line out behind a mark, so that whatever else is printed there is no answer.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** What lines begin with that are answers. */
const mark = 'answer ';

/** Starts a program. Its stderr goes to ours. */
export function startServer(program, args, env = {}) {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, ...env } });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  ended.catch(() => {});
  return {
    /** Its process. */
    pid: child.pid,
    /** Sends a request and waits for its answer. Throws where the child ends instead. */
    async ask(request) {
      child.stdin.write(`${JSON.stringify(request)}\n`);
      for (;;) {
        const { value, done } = await lines.next();
        if (done) throw new Error(`${program} ${args[0]} ended before it answered.`);
        if (value.startsWith(mark)) return JSON.parse(value.slice(mark.length));
        if (value !== '') process.stderr.write(`${value}\n`); // what a library prints is no answer
      }
    },
    /** Closes its input, which asks it to end, and waits for that. */
    async end() {
      child.stdin.end();
      await ended;
    },
    /** Ends it at once. */
    kill: () => child.kill(),
  };
}

/** The other side: answers each line of stdin with what `answer` returns for it. */
export async function serve(answer) {
  for await (const line of createInterface({ input: process.stdin }))
    process.stdout.write(`\n${mark}${JSON.stringify(await answer(JSON.parse(line)))}\n`);
}
