// From the results of both sides to lines with a verdict.
import { median, ratioInterval, relativeDistance } from '../lib/statistics.mjs';

/** Relative: after all steps at a small learning rate; of what is computed once (a gradient, logits). */
const limits = { slow: 1e-3, once: 1e-4 };

/** Running statistics may be this many times as far from PyTorch's as those are from themselves. */
const statisticsFactor = 1.5;

/** The variants of PyTorch that differ in nothing but the order of their sums. */
export const roundings = ['default', 'channels_last', 'default, one thread', 'channels_last, one thread'];

/** One line for each check. `of(case)` gives what both sides computed of a case. */
export function compare(cases, plan, of) {
  return cases.flatMap((name) => {
    const found = of(name);
    const lines = [...slowLines(found), evaluationLine(found), ...gradientLines(found, plan)];
    return lines.map((line) => ({ case: name, ...line, passed: line.value <= line.limit }));
  });
}

/** The largest relative difference between two lists of losses. */
const lossDistance = (a, b) => Math.max(...b.map((loss, step) => Math.abs(a[step] - loss) / Math.abs(loss)));

/** Over the sub-nets: the largest distance of what has this name. */
function worst(kind, a, b) {
  const names = Object.keys(b).filter((name) => name.startsWith(`${kind}-`));
  return Math.max(...names.map((name) => relativeDistance(a[name], b[name])));
}

/** At a small rate differences stay small. Running statistics follow the last batches, so that theirs grow first, in PyTorch too. */
function slowLines({ ours, torch }) {
  const mine = ours(0.01);
  const [reference, other] = [torch('default', 0.01), torch('channels_last', 0.01)];
  const line = (what, distance, limit) => {
    const theirs = distance(other, reference);
    return {
      what,
      when: 'learning rate 0.01, all steps',
      value: distance(mine, reference),
      limit: limit(theirs),
      theirs,
    };
  };
  const fixed = () => limits.slow;
  return [
    line('losses', (a, b) => lossDistance(a.losses, b.losses), fixed),
    line('weights', (a, b) => worst('weights', a, b), fixed),
    line(
      'statistics',
      (a, b) => worst('statistics', a, b),
      (theirs) => Math.max(limits.slow, statisticsFactor * theirs),
    ),
  ];
}

/** With the same weights and running statistics, the same answers. */
function evaluationLine({ logits, torch }) {
  const value = worst('logits', logits, torch('default', 0.01));
  return { what: 'logits', when: "evaluation with PyTorch's weights", value, limit: limits.once };
}

/**
 * First gradients against float64: all tensors together, then the worst of them. The gradient of a net with ReLU jumps by
 * 1e-3 where rounding moves one activation across 0, which happens in some of the small batches, to PyTorch as to us; hence
 * the median over batches.
 */
function gradientLines({ gradients }, { parameters, parameterCount }) {
  const truth = gradients('float64');
  const whole = [{ offset: 0, length: parameterCount }];
  const distance = (mine, spans) => median(truth.map((one, batch) => worstSpan(mine[batch], one, spans)));
  const line = (what, spans) => ({
    what,
    when: 'first weights, to float64',
    value: distance(gradients('ours'), spans),
    limit: limits.once,
    theirs: Math.max(...['default', 'channels_last'].map((layout) => distance(gradients(layout), spans))),
  });
  return [line('gradient', whole), line('gradient, worst tensor', parameters)];
}

/** The largest distance of some stretches of two vectors. */
function worstSpan(a, b, spans) {
  const cut = (all, { offset, length }) => all.subarray(offset, offset + length);
  return Math.max(...spans.map((span) => relativeDistance(cut(a, span), cut(b, span))));
}

/**
 * At a large rate differences grow from step to step, PyTorch's own too: how far the weights end from PyTorch's, and how
 * far another layout or number of threads takes PyTorch's from each other. Medians over the variants of PyTorch.
 */
export function driftOf({ ours, torch }) {
  const all = roundings.map((name) => torch(name, 0.1));
  const own = all.flatMap((a, index) => all.slice(index + 1).map((b) => worst('weights', a, b)));
  return { ours: median(all.map((one) => worst('weights', ours(0.1), one))), theirs: median(own) };
}

/**
 * One line from the drifts of several first weights: ours must be no larger than PyTorch's own. A single drift scatters by a
 * fifth and more, so the mean of their ratio counts, with its interval: the check fails if that lies above 1.
 */
export function driftLine(name, drifts) {
  const { mean, low, high } = ratioInterval(drifts.map(({ ours, theirs }) => ours / theirs));
  return {
    case: name,
    what: 'weights, ours / own',
    when: `learning rate 0.1, ${drifts.length} first weights`,
    value: mean,
    interval: [low, high],
    limit: 1,
    passed: low <= 1,
  };
}
