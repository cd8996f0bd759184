import type { AltsparseError } from '@altsparse/core';
import type { Kind } from '../parts/kinds.ts';
import type { Registry } from '../parts/registry.ts';
import type { ResolvedExperiment, ResolvedPart } from './experiment.ts';

/** Which kind stands under which key. */
const single = {
  data: 'data',
  model: 'models',
  scheduler: 'schedulers',
  strategy: 'strategies',
  optimizer: 'optimizers',
  learningRate: 'learningRates',
  loss: 'losses',
} as const satisfies Partial<Record<keyof ResolvedExperiment, Kind>>;

/** What `surgery: 'none'` becomes. */
const noSurgery: ResolvedPart = { use: 'none' };

/** Checks the options of every part that an experiment names, and fills in their defaults. */
export function resolveParts(
  draft: ResolvedExperiment,
  registry: Registry,
): { readonly experiment: ResolvedExperiment; readonly faults: readonly AltsparseError[] } {
  const faults: AltsparseError[] = [];
  const fill = (kind: Kind, choice: ResolvedPart, place: string): ResolvedPart => {
    const checked = registry.check(kind, choice, place);
    if ('value' in checked) return checked.value;
    faults.push(...checked.faults);
    return choice;
  };
  const filled = Object.entries(single).map(([key, kind]) => [key, fill(kind, draft[key as keyof typeof single], key)]);
  const { surgery, augment, observers } = draft;
  const list = (kind: Kind, choices: readonly ResolvedPart[], key: string): ResolvedPart[] =>
    choices.map((choice, i) => fill(kind, choice, `${key}[${i}]`));
  const experiment = {
    ...draft,
    ...Object.fromEntries(filled),
    surgery: surgery.use === 'none' ? noSurgery : fill('surgery', surgery, 'surgery'),
    augment: typeof augment === 'string' ? augment : list('augmentations', augment, 'augment'),
    observers: list('observers', observers, 'observers'),
  };
  return { experiment, faults };
}
