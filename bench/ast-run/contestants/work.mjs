// Multiply-adds under the masks that a run makes: stands between the run, its model and its engine.
import { forwardCost, forwardCostAt, maskLayers, planGraph, sparsityOf } from '@altsparse/core';
import { watchNetwork } from '../../lib/watch-network.mjs';

/**
 * A counter of work. `watchRegistry` and `watchNetwork` are what the run is given; `report` gives multiply-adds of one image forward: `dense`, and for
 * each sub-net `mean` over its own steps, `last`, and `uniform`: the mean that masks of the same sparsities would have with one sparsity in all layers.
 * Undefined for a model from a file, which is no graph yet when it is asked for.
 */
export function workCounter() {
  const subnets = [];
  let plan;
  return {
    watchRegistry: (registry) => ({
      ...registry,
      create(kind, choice) {
        const made = registry.create(kind, choice);
        return kind === 'models' && typeof made === 'function' ? watchModel(made) : made;
      },
    }),
    watchNetwork: (network) => watchNetwork(network, (_, _pass, request) => count(request)),
    report: () => plan && { dense: macsOf(forwardCost(plan)), subnets: subnets.map(meansOf) },
  };

  function watchModel(build) {
    return (about) => {
      const graph = build(about);
      plan = planGraph(graph);
      return graph;
    };
  }

  /** A mask is counted once, when it is new. */
  function count({ subnet, weights: { mask, maskVersion } }) {
    if (plan === undefined) return;
    const before = subnets[subnet] ?? { steps: 0, macs: 0, uniform: 0 };
    const now = before.version === maskVersion ? before.now : costOf(plan, mask);
    subnets[subnet] = {
      ...{ version: maskVersion, now, steps: before.steps + 1 },
      ...{ macs: before.macs + now.macs, uniform: before.uniform + now.uniform },
    };
  }
}

const macsOf = ({ flops }) => flops / 2;

function costOf(plan, mask) {
  const sparsities = maskLayers(plan).map(() => sparsityOf(mask));
  return { macs: macsOf(forwardCost(plan, mask)), uniform: macsOf(forwardCostAt(plan, sparsities)) };
}

const meansOf = ({ steps, macs, uniform, now }) => ({
  ...{ steps, mean: macs / steps, last: now.macs, uniform: uniform / steps },
});
