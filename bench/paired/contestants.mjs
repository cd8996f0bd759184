// Who is compared, and the runs of each.

/** The one that all others are compared with. */
export const base = 'static-random';

/** The values of AST with gradient correction, as the preset `ast-gc` has them. */
const corrected = { strategy: 'ast', surgery: 'projection', normalisation: [{ match: 'stem/*', use: 'shared' }] };

/** Reads `--ast-subnets`: sparsities in rising order; the compared one must be among them. */
export function readSubnets(text, sparsity) {
  const subnets = text.split(',').map(Number);
  if (!subnets.includes(sparsity))
    throw new Error(`--ast-subnets must have ${sparsity}, the compared sparsity: ${text}.`);
  return subnets;
}

/**
 * The runs of one seed. All have the same data, model and steps, the same first weights and the same batches.
 *
 * @param rigl - RigL's period, in steps.
 * @param steps - What the compared sub-net of each trains.
 * @param astLength - `own`: AST's run is as many times longer as it has sub-nets, so that the compared one trains as many
 * steps as the others' only one; `total`: AST's run is no longer than the others, and its sub-nets share the steps.
 */
export function runsOf({ common, sparsity, rigl, astSubnets, astLength, steps, seed }) {
  const alone = { 'static-random': 'static-random', rigl: { use: 'rigl', every: rigl }, granet: 'granet' };
  const single = Object.entries(alone).map(([name, strategy]) => ({
    name,
    subnets: [sparsity],
    parts: { strategy },
  }));
  const ast = { name: 'AST + correction', subnets: astSubnets, parts: corrected };
  return [...single, ast].map(({ name, subnets, parts }) => {
    const length = astLength === 'own' ? steps * subnets.length : steps;
    const values = { ...common, ...parts, subnets, steps: length, seeds: [seed] };
    return { label: `${name}, seed ${seed}`, name, seed, steps: length, subnet: subnets.indexOf(sparsity), values };
  });
}
