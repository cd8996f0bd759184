// Differences to the base, seed by seed, and what they say.
import { meanInterval, pairedDifference } from '../lib/statistics.mjs';
import { base } from './contestants.mjs';

/** `better` or `worse` where the whole interval lies on one side of 0. */
export function verdictOf({ low, high }) {
  if (low > 0) return 'better';
  return high < 0 ? 'worse' : 'no difference shown';
}

/**
 * Compares each contestant with the base over the seeds that both have.
 *
 * @param records - `{ name, seed, accuracy, … }`, or `{ name, seed, error }`.
 */
export function compare(records) {
  const names = [...new Set(records.map(({ name }) => name))];
  const of = (name) => records.filter((one) => one.name === name);
  const bases = new Map(of(base).map(({ seed, accuracy }) => [seed, accuracy]));
  return names.map((name) => compareOne(name, of(name), bases));
}

function compareOne(name, records, bases) {
  const done = records.filter(({ accuracy }) => accuracy !== undefined);
  const accuracies = done.map(({ accuracy }) => accuracy);
  const mean = (key) => meanInterval(done.map((one) => one[key])).mean;
  const about = { name, seeds: done.length, accuracy: mean('accuracy'), trainLoss: mean('trainLoss') };
  const cost = { steps: mean('steps'), ownSteps: mean('ownSteps'), seconds: mean('seconds') };
  if (name === base) return { ...about, ...cost };
  const paired = done.filter(({ seed }) => bases.get(seed) !== undefined);
  const difference = pairedDifference(
    paired.map(({ accuracy }) => accuracy),
    paired.map(({ seed }) => bases.get(seed)),
  );
  return { ...about, ...cost, accuracies, pairs: paired.length, difference, verdict: verdictOf(difference) };
}
