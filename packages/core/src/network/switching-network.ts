import { AltsparseError } from '../error.ts';
import { sparsityOf } from '../mask/count.ts';
import type { Network, SubnetWeights } from './network.ts';

/** What a switching network is made from. */
export interface SwitchingNetworkOptions {
  /** Computes sub-nets that are nearly dense. */
  readonly dense: Network;
  /** Computes the others. */
  readonly sparse: Network;
  /**
   * Sparsity of a mask over all maskable weights, from 0 to 1: from here on `sparse` computes. 0: always; 1: never, for
   * no mask is so sparse.
   */
  readonly switchAt: number;
}

/**
 * Two engines as one: each request goes to one of them by the sparsity of its mask and by nothing else, so that a run
 * that is resumed changes engines at the same steps. It lives in core because it needs the seam alone: any two networks
 * of one graph will do. Disposing it disposes both.
 *
 * @throws AltsparseError `engine-switch` if the switch point is no sparsity.
 * @example
 * const network = switchingNetwork({ dense: tfjsNetwork({ plan }), sparse: sparseNetwork({ plan, machine }), switchAt: 0.5 });
 */
export function switchingNetwork({ dense, sparse, switchAt }: SwitchingNetworkOptions): Network {
  if (!(switchAt >= 0 && switchAt <= 1))
    throw new AltsparseError('engine-switch', 'The point at which engines change is no sparsity.', {
      place: 'switchAt',
      found: switchAt,
      expected: 'a number from 0 to 1',
    });
  const sparsity = rememberedSparsity();
  const algebra = sparse.algebra ?? dense.algebra;
  const engineOf = (subnet: number, weights: SubnetWeights): Network =>
    sparsity(subnet, weights) >= switchAt ? sparse : dense;
  return {
    engine: switchingName(dense.engine, sparse.engine),
    ...(algebra && { algebra }),
    async differentiate(request) {
      const network = engineOf(request.subnet, request.weights);
      return { engine: network.engine, ...(await network.differentiate(request)) };
    },
    forward: (request) => engineOf(request.subnet, request.weights).forward(request),
    refuses: (graph) => [...dense.refuses(graph), ...sparse.refuses(graph)],
    dispose() {
      dense.dispose();
      sparse.dispose();
    },
  };
}

/** What records call two engines together: `'tfjs-node + sparse-native'`. */
export function switchingName(dense: string, sparse: string): string {
  return `${dense} + ${sparse}`;
}

/** Sparsity by sub-net, counted when its mask changes. Versions begin anew with every stage, so the array counts, too. */
function rememberedSparsity(): (subnet: number, weights: SubnetWeights) => number {
  const known = new Map<number, { readonly mask: Uint8Array; readonly version: number; readonly sparsity: number }>();
  return (subnet, { mask, maskVersion: version }) => {
    const before = known.get(subnet);
    if (before?.mask === mask && before.version === version) return before.sparsity;
    const sparsity = sparsityOf(mask);
    known.set(subnet, { mask, version, sparsity });
    return sparsity;
  };
}
