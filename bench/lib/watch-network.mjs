// Stands between a run and its engine.

/**
 * The same object but for one method, whose time is told.
 *
 * @param told - Called after each call with its milliseconds and its arguments.
 */
export function watchMethod(object, name, told) {
  const watched = (...given) =>
    timed(
      () => object[name](...given),
      (ms) => told(ms, ...given),
    );
  return new Proxy(object, {
    get(target, key) {
      if (key === name) return watched;
      const value = Reflect.get(target, key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/** A network whose passes forward and backward are timed: `told(ms, request)`. */
export const watchNetwork = (network, told) => watchMethod(network, 'differentiate', told);

function timed(work, tell) {
  const start = performance.now();
  const end = () => tell(performance.now() - start);
  const result = work();
  if (typeof result?.then === 'function') return result.finally(end);
  end();
  return result;
}
