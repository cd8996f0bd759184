// One line on stderr that says how far a measurement is and how long it will go on.
import process from 'node:process';

/**
 * A counter of `total` parts; each `tick` writes the line, at most ten times a second on a terminal, every ten seconds elsewhere.
 *
 * @param left - Gives the milliseconds that are left, undefined where nobody knows yet; absent: all parts take as long as those that are done.
 */
export function progress(title, total, left) {
  const start = performance.now();
  const pause = process.stderr.isTTY ? 100 : 10_000;
  let written = start;
  let done = 0;
  let all = total;
  const evenly = () => ((performance.now() - start) / done) * (all - done);
  const write = () => {
    const rest = (left ?? evenly)();
    const text = `${title}: ${done}/${all}${rest === undefined ? '' : `, ${Math.ceil(rest / 1000)} s left`}`;
    process.stderr.write(process.stderr.isTTY ? `\r\x1b[K${text}` : `${text}\n`);
  };
  return {
    tick() {
      done++;
      if (performance.now() - written < pause) return;
      written = performance.now();
      write();
    },
    /** Parts that will not be done, or were done before, take no time. */
    skip(count) {
      all -= count;
    },
    /** A line that stays. */
    note(text) {
      process.stderr.write(`${process.stderr.isTTY ? '\r\x1b[K' : ''}${text}\n`);
    },
    end() {
      const seconds = ((performance.now() - start) / 1000).toFixed(1);
      process.stderr.write(`${process.stderr.isTTY ? '\r\x1b[K' : ''}${title}: ${seconds} s\n`);
    },
  };
}
