// Stands between a run and its engine.

/**
 * The same object but for one method, whose time is told.
 *
 * @param told - Called after each call that did not fail: its milliseconds, what it gave (of a promise, what that gave), its arguments.
 */
export function watchMethod(object, name, told) {
  const watched = (...given) => {
    const start = performance.now();
    const tell = (result) => {
      told(performance.now() - start, result, ...given);
      return result;
    };
    const result = object[name](...given);
    return typeof result?.then === 'function' ? result.then(tell) : tell(result);
  };
  return new Proxy(object, {
    get(target, key) {
      if (key === name) return watched;
      const value = Reflect.get(target, key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/** A network whose passes forward and backward are timed: `told(ms, pass, request)`. */
export const watchNetwork = (network, told) => watchMethod(network, 'differentiate', told);
