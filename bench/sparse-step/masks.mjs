// Fixed masks: drawn once, or those that a run has made; the same for all who take part.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { atTarget, erk, layerCounts, markByCounts, maskLayers, randomStream, uniform } from '@altsparse/core';
import { readSafetensors } from '@altsparse/core/node';

const distributions = { uniform, erk };
const ofRun = 'run:';

/** Refuses what `masksFor` cannot make. */
export function checkMasks(name) {
  if (distributions[name] === undefined && !name.startsWith(ofRun))
    throw new Error(`--masks must be of uniform, erk, run:FOLDER, not '${name}'.`);
}

/**
 * The masks of some sparsities, `[plan.maskableCount]` each, 1 where a weight is kept.
 *
 * @param name - `uniform` or `erk`: drawn by seed; `run:FOLDER`: those of a complete run of the same net with sub-nets of these targets.
 */
export async function masksFor(plan, sparsities, name, seed) {
  if (name.startsWith(ofRun)) return masksOfRun(plan, sparsities, name.slice(ofRun.length));
  return sparsities.map((sparsity) => drawMask(plan, sparsity, distributions[name], seed));
}

/** Exact counts in each layer; of one seed masks of different sparsities lie inside one another, as the first masks of AST do. */
export function drawMask(plan, sparsity, distribution, seed) {
  const layers = maskLayers(plan);
  const random = randomStream(seed, 'bench masks');
  const scores = Float32Array.from({ length: plan.maskableCount }, () => random.uniform());
  const mask = new Uint8Array(plan.maskableCount);
  const everywhere = new Uint8Array(plan.maskableCount).fill(1);
  markByCounts(layers, layerCounts(layers, sparsity, distribution), scores, everywhere, mask);
  return mask;
}

async function masksOfRun(plan, sparsities, folder) {
  const { subnets } = JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8'));
  const { tensors } = await readSafetensors(join(folder, 'weights.safetensors'));
  return sparsities.map((wanted) => {
    const subnet = subnets.findIndex(({ sparsity }) => sparsity === wanted);
    if (subnet < 0) throw new Error(`${folder} has no sub-net of sparsity ${wanted}.`);
    return maskOf(plan, (name) => tensors.get(`masks/${subnet}/${name}`)?.data);
  });
}

function maskOf(plan, find) {
  const mask = new Uint8Array(plan.maskableCount);
  for (const { name, offset, length } of plan.parameters.filter(({ maskable }) => maskable)) {
    const values = find(name);
    if (values?.length !== length) throw new Error(`These masks are of another net: ${name} has no ${length} values.`);
    mask.set(values, offset);
  }
  return mask;
}

/** A strategy whose sub-nets have given masks and keep them. */
export function fixedMasks(masks) {
  return {
    name: 'fixed-masks',
    initialSparsity: atTarget,
    initial: { name: 'given', apply: ({ subnet }) => ({ mask: masks[subnet].slice() }) },
    moves: [],
  };
}
