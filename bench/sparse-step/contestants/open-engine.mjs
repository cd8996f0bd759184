// The engines that the sparse step is measured on.
import { openNetwork } from '../../lib/engine.mjs';

/**
 * A network on the engine that is asked for, timed by the clock, and a line that names it.
 *
 * @param spec - `{ engine: 'native' | 'wasm' | 'tensorflow', precision, threads }`. An engine that this machine has not is an error.
 */
export async function openEngine(spec, plan, clock) {
  const { network, version } =
    spec.engine === 'tensorflow' ? await tensorflow(spec, plan) : await sparse(spec, plan, clock);
  return { network: clock.network(network), version };
}

async function tensorflow({ threads }, plan) {
  const { network, engine } = await openNetwork(plan, threads);
  return { network, version: engine };
}

/** Brought in when asked for: the other engines are measured without it. */
async function sparse({ engine, precision, threads }, plan, clock) {
  const [{ nodeMachine }, { sparseNetwork }] = await Promise.all([
    import('@altsparse/kernels/node'),
    import('@altsparse/engine-sparse'),
  ]);
  const notes = [];
  const note = (line) => notes.push(line);
  const machine = await nodeMachine({ threads, prefer: engine, note });
  if (machine.name !== engine) throw new Error(`There is no ${engine} machine here: ${notes.join(' ')}`);
  const network = sparseNetwork({ plan, machine: clock.machine(machine), precision });
  return { network, version: `altsparse ${machine.name} (${machine.isa}, ${machine.threads} threads)` };
}
