// An engine as a user gets it.
import { tfjsNetwork } from '@altsparse/engine';
import { resolveEngine } from '@altsparse/engine/node';
import { sparseNetwork } from '@altsparse/engine-sparse';
import { nodeMachine } from '@altsparse/kernels/node';

/** A network on the fastest engine of TensorFlow.js that works here, or on the sparse one, and a line that names it. */
export async function openNetwork(plan, threads, name = 'tensorflow') {
  return name === 'sparse' ? openSparse(plan, threads) : openTensorFlow(plan, threads);
}

async function openSparse(plan, threads) {
  const machine = await nodeMachine({ threads });
  return { network: sparseNetwork({ plan, machine }), engine: `${machine.name} kernels (${machine.isa})` };
}

async function openTensorFlow(plan, threads) {
  const { tf, tfjs, tensorflow, name } = await resolveEngine({ threads });
  return {
    network: tfjsNetwork({ plan, tf }),
    engine: `${name} ${tfjs}${tensorflow ? ` on TensorFlow ${tensorflow}` : ''}`,
  };
}
