// Where the time of a run goes: listens to its events, and stands between the run and its data and engine.
import { median } from '../../lib/statistics.mjs';
import { watchMethod, watchNetwork } from '../../lib/watch-network.mjs';

/**
 * A clock of phases. `watchNetwork`, `watchRegistry` and `observer` are what the run is given; `report` adds up what was seen.
 */
export function phaseClock() {
  const steps = [];
  const passes = new Map();
  const seen = { data: 0, pass: 0, masks: false, evaluation: 0, mark: 0 };
  return {
    watchNetwork: (network) =>
      watchNetwork(network, (ms, pass, request) => addPass(pass.engine ?? network.engine, request, ms)),
    watchRegistry: (registry) => ({
      ...registry,
      create(kind, choice) {
        const made = registry.create(kind, choice);
        return kind === 'data' ? watchData(made, seen) : made;
      },
    }),
    observer: {
      name: 'phase-clock',
      observe(event) {
        if (event.type === 'mask') seen.masks = true;
        if (event.type === 'step') endStep(event);
        if (event.type === 'evaluation') seen.evaluation += sinceMark();
        if (event.type === 'stage') seen.mark = performance.now();
      },
    },
    report: () => reportOf(steps, passes, seen.evaluation),
  };

  function addPass(engine, { subnet, want }, ms) {
    const key = `${subnet}/${engine}/${want}`;
    const one = passes.get(key) ?? { subnet, engine, want, ms: 0, count: 0 };
    passes.set(key, { ...one, ms: one.ms + ms, count: one.count + 1 });
    seen.pass += ms;
  }

  function endStep({ trained, milliseconds }) {
    const { data, pass, masks } = seen;
    steps.push({ subnet: trained[0].subnet, ms: milliseconds, data, pass, masks });
    Object.assign(seen, { data: 0, pass: 0, masks: false, mark: performance.now() });
  }

  function sinceMark() {
    const before = seen.mark;
    seen.mark = performance.now();
    return seen.mark - before;
  }
}

/** Only training batches: those of an evaluation belong to it. */
function watchData(source, seen) {
  const add = (ms) => {
    seen.data += ms;
  };
  return {
    ...source,
    async batches(request) {
      const all = await source.batches(request);
      return { ...all, training: watchMethod(all.training, 'batch', add) };
    },
  };
}

const sum = (values) => values.reduce((all, one) => all + one, 0);

/**
 * Milliseconds by phase. What a step takes beside data and pass is optimizer, correction and bookkeeping; where masks changed, what it takes more
 * than that sub-net's other steps (median) is the update of masks.
 */
export function reportOf(steps, passes, evaluation) {
  const rest = ({ ms, data, pass }) => ms - data - pass;
  const subnets = [...new Set(steps.map(({ subnet }) => subnet))];
  const usual = new Map(subnets.map((subnet) => [subnet, usualRest(steps, subnet, rest)]));
  const updates = steps.filter(({ masks }) => masks);
  const masks = sum(updates.map((step) => Math.max(0, rest(step) - usual.get(step.subnet))));
  const inSteps = sum(steps.map(({ ms }) => ms));
  return {
    steps: steps.length,
    updates: updates.length,
    data: sum(steps.map(({ data }) => data)),
    passes: [...passes.values()].sort((a, b) => a.subnet - b.subnet || (a.want < b.want ? 1 : -1)),
    masks,
    update: sum(steps.map(rest)) - masks,
    evaluation,
    inSteps,
  };
}

function usualRest(steps, subnet, rest) {
  const plain = steps.filter((step) => step.subnet === subnet && !step.masks);
  return plain.length === 0 ? 0 : median(plain.map(rest));
}
