import { scope, type TensorFlow, upload } from '../tensorflow.ts';
import { type Attributes, type RawOperations, rawOperations } from './raw-operations.ts';

/** Runs an operation by oneDNN's kernel where the library has it, else by TensorFlow's own. */
export interface OneDnn extends RawOperations {
  /** Is oneDNN there? */
  readonly present: boolean;
  /** Runs the operation `name` through oneDNN: `_MklNative<name>`. */
  fast(name: string, attributes: Attributes, inputs: RawInputs, outputs?: number): ReturnType<RawOperations['run']>;
}

type RawInputs = Parameters<RawOperations['run']>[2];

// Kernels under this label are passed over unless they are asked for by it.
const label: Attributes = { _kernel: 'MklNameChangeOp' };

/**
 * oneDNN's kernels, asked for by name. TensorFlow chooses them by itself only on processors with AVX-512 VNNI or
 * better, or by an environment variable that is read once at start; by name they also serve AVX2, at twice the speed
 * of TensorFlow's own convolutions, and the bits do not depend on the environment.
 */
export function oneDnn(tf: TensorFlow): OneDnn | undefined {
  const raw = rawOperations(tf);
  if (raw === undefined) return undefined;
  const present = !raw.gpu && probe(tf, raw);
  const labelled = new WeakMap<Attributes, Attributes>();
  return {
    ...raw,
    present,
    fast(name, attributes, inputs, outputs) {
      if (!present) return raw.run(name, attributes, inputs, outputs);
      let own = labelled.get(attributes);
      if (own === undefined) {
        own = { ...attributes, ...label };
        labelled.set(attributes, own);
      }
      return raw.run(`_MklNative${name}`, own, inputs, outputs);
    },
  };
}

function probe(tf: TensorFlow, raw: RawOperations): boolean {
  return scope(tf, () => {
    const one = upload(tf, new Float32Array(1), [1, 1, 1, 1]);
    try {
      raw.run('_MklNativeConv2D', { strides: { whole: [1, 1, 1, 1] }, padding: 'VALID', ...label }, [one, one]);
      return true;
    } catch {
      return false;
    }
  });
}
