/**
 * Lets timers, signals and messages have their turn. An engine that answers at once makes of training one long chain of
 * promises, which nothing else gets into.
 */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === 'function') setImmediate(resolve);
    else setTimeout(resolve, 0);
  });
}
