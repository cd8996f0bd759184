// How much of the processors others take while something is measured. Linux only: elsewhere nobody knows, and nothing is held back.
import { existsSync, readFileSync } from 'node:fs';
import process from 'node:process';

/** Ticks of the kernel's clock: user, nice, system, interrupts, stolen; and those without work. */
function processorTicks() {
  const numbers = readFileSync('/proc/stat', 'utf8').split('\n', 1)[0].trim().split(/\s+/).slice(1, 9).map(Number);
  const [user, nice, system, idle, waiting, interrupts, soft, stolen] = numbers;
  const busy = user + nice + system + interrupts + soft + stolen;
  return { busy, all: busy + idle + waiting };
}

/** Ticks of one process, all its threads; those of one that has ended are not seen. */
function ownTicks(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [user, system] = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 13)
      .map(Number);
    return user + system;
  } catch {
    return 0;
  }
}

const own = (pids) => [process.pid, ...pids].reduce((sum, pid) => sum + ownTicks(pid), 0);

/**
 * Begins to watch.
 *
 * @param pids - Processes whose work is ours, beside this one.
 * @returns A function that gives the share of all processors' time that others took since, from 0 to 1; undefined where it cannot be known.
 */
export function watchOthers(pids = []) {
  if (!existsSync('/proc/stat')) return () => undefined;
  const [before, ours] = [processorTicks(), own(pids)];
  return () => {
    const now = processorTicks();
    const passed = now.all - before.all;
    return passed === 0 ? 0 : Math.max(0, (now.busy - before.busy - (own(pids) - ours)) / passed);
  };
}

const window = 250;

/** Waits until others leave the processors alone for a quarter of a second, at most so many seconds. */
export async function waitForQuiet(limit, { seconds = 60 } = {}) {
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end) {
    const others = watchOthers();
    await new Promise((resolve) => setTimeout(resolve, window));
    if (!((others() ?? 0) > limit)) return;
  }
}
