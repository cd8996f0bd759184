// Which runs make up the table: every strategy that the plug-ins contribute, and what some of them need beside their defaults.

/** Settings of one strategy that are lines of their own. */
const variants = {
  'static-random': [
    { label: 'static-random (ERK)', options: { distribution: 'erk' } },
    { label: 'static-random (uniform)', options: { distribution: 'uniform' } },
  ],
  granet: [
    { label: 'granet (from dense)', options: { initialSparsity: 0 } },
    { label: 'granet (from 50 %)', options: { initialSparsity: 0.5 } },
  ],
};

/** They choose their masks once, from a trained net: the first half of the steps trains it, dense. */
const afterDense = ['magnitude', 'asp'];

/** The ends of the table: nothing pruned, and masks that chance draws. */
const [first, last] = ['dense', 'static-random'];

/** A period that is told in epochs is this share of the run, for the run has few of them. */
export const share = 0.05;

/** Sparsities of 2:4, 1:4, 1:8 and 1:16. */
const patterns = [0.5, 0.75, 0.875, 0.9375];

/** The lines of the table, from what `altsparse plugins --json` lists. */
export function linesOf({ parts }) {
  const strategies = parts.filter(({ kind }) => kind === 'strategy');
  const place = ({ name }) => (name === first ? 0 : name === last ? 2 : 1);
  return strategies.toSorted((a, b) => place(a) - place(b)).flatMap(ownLines);
}

function ownLines({ name, options }) {
  const period = options.find((one) => one.name === 'every')?.default?.epochs;
  const every = period === undefined ? {} : { every: { share } };
  return (variants[name] ?? [{ label: name, options: {} }]).map((variant) => ({
    label: variant.label,
    strategy: { use: name, ...every, ...variant.options },
    dense: name === first,
    afterDense: afterDense.includes(name),
  }));
}

/** Those that were asked for, by strategy or by label; all where nothing was. Throws if something asked for is not there. */
export function chosen(lines, wanted) {
  if (wanted === undefined) return lines;
  const names = wanted.split(',').map((one) => one.trim());
  const is = (line, name) => line.strategy.use === name || line.label === name;
  const missing = names.find((name) => !lines.some((line) => is(line, name)));
  const known = lines.map(({ label }) => label).join(', ');
  if (missing !== undefined) throw new Error(`There is no strategy '${missing}'. There are: ${known}.`);
  return lines.filter((line) => names.some((name) => is(line, name)));
}

/** Sparsities to try, in this order: what was asked for, then those of the usual N:M patterns, nearest first. */
export function candidates({ dense }, asked) {
  if (dense) return [0];
  return [asked, ...patterns.toSorted((a, b) => Math.abs(a - asked) - Math.abs(b - asked))];
}

/** The config's values of a line; `steps` are those of each stage. */
export function valuesOf({ strategy, afterDense: chained }, { common, sparsity, seed, steps }) {
  const values = { ...common, subnets: [sparsity], strategy, seeds: [seed], steps };
  if (!chained) return values;
  const stages = [
    { name: 'dense', subnets: [0], strategy: 'dense' },
    { name: 'pruned', subnets: [sparsity], strategy },
  ];
  return { ...values, stages };
}

/** The budget of every line: so many steps, or the next multiple of 12 below: 2 stages and 12 rounds divide it. */
export const budgetOf = (steps) => Math.max(1, Math.floor(steps / 12)) * 12;
