// Where the time of a step goes: in the network (forward and backward pass), and within it in the kernels.
import { watchMethod, watchNetwork } from '../../lib/watch-network.mjs';

/** Adds up milliseconds of `network` and `kernels`; each is wrapped with what it measures. */
export function stopwatch() {
  const total = { network: 0, kernels: 0 };
  const precisions = new Set();
  const add = (what) => (ms) => {
    total[what] += ms;
  };
  const ran = (ms, _result, _tape, precision = 'fp32') => {
    total.kernels += ms;
    precisions.add(precision);
  };
  return {
    read: () => ({ ...total }),
    since: (before) => ({ network: total.network - before.network, kernels: total.kernels - before.kernels }),
    /** The same network; `differentiate` is timed. */
    network: (network) => watchNetwork(network, add('network')),
    /** The same machine; `run` is timed. */
    machine: (machine) => watchMethod(machine, 'run', ran),
    /** Precisions in which kernels have run. */
    precisions,
  };
}
