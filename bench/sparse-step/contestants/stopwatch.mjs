// Where the time of a step goes: in the network (forward and backward pass), and within it in the kernels.

/** Adds up milliseconds of `network` and `kernels`; both can be wrapped with what they measure. */
export function stopwatch() {
  const total = { network: 0, kernels: 0 };
  return {
    read: () => ({ ...total }),
    since: (before) => ({ network: total.network - before.network, kernels: total.kernels - before.kernels }),
    /** The same network; `differentiate` is timed. */
    network: (network) => ({
      engine: network.engine,
      differentiate: (request) => timed(total, 'network', () => network.differentiate(request)),
      forward: (request) => network.forward(request),
      refuses: (graph) => network.refuses(graph),
      dispose: () => network.dispose(),
    }),
    /** The same machine; `run` is timed. */
    machine: (machine) =>
      new Proxy(machine, {
        get(target, key) {
          const value = Reflect.get(target, key, target);
          if (typeof value !== 'function') return value;
          if (key !== 'run') return value.bind(target);
          return (tape) => timedNow(total, 'kernels', () => target.run(tape));
        },
      }),
  };
}

async function timed(total, what, work) {
  const start = performance.now();
  try {
    return await work();
  } finally {
    total[what] += performance.now() - start;
  }
}

function timedNow(total, what, work) {
  const start = performance.now();
  try {
    return work();
  } finally {
    total[what] += performance.now() - start;
  }
}
