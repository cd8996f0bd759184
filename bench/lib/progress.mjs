// One line on stderr that says how far a measurement is and how long it will go on.
import process from 'node:process';

/** A counter of `total` parts; each `tick` writes the line, at most ten times a second on a terminal, every ten seconds elsewhere. */
export function progress(title, total) {
  const start = performance.now();
  const pause = process.stderr.isTTY ? 100 : 10_000;
  let written = start;
  let done = 0;
  const write = () => {
    const left = ((performance.now() - start) / done) * (total - done);
    const text = `${title}: ${done}/${total}, ${Math.ceil(left / 1000)} s left`;
    process.stderr.write(process.stderr.isTTY ? `\r\x1b[K${text}` : `${text}\n`);
  };
  return {
    tick() {
      done++;
      if (performance.now() - written < pause) return;
      written = performance.now();
      write();
    },
    end() {
      const seconds = ((performance.now() - start) / 1000).toFixed(1);
      process.stderr.write(`${process.stderr.isTTY ? '\r\x1b[K' : ''}${title}: ${seconds} s\n`);
    },
  };
}
