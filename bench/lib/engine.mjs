// The engine as a user gets it.
import { tfjsNetwork } from '@altsparse/engine';
import { resolveEngine } from '@altsparse/engine/node';

/** A network on the fastest engine that works here, and a line that names it. */
export async function openNetwork(plan, threads) {
  const { tf, tfjs, tensorflow, name } = await resolveEngine({ threads });
  return {
    network: tfjsNetwork({ plan, tf }),
    engine: `${name} ${tfjs}${tensorflow ? ` on TensorFlow ${tensorflow}` : ''}`,
  };
}
