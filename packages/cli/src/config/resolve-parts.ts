import type { AltsparseError } from '@altsparse/core';
import type { Kind } from '../parts/kinds.ts';
import type { Registry } from '../parts/registry.ts';
import type { ResolvedExperiment, ResolvedPart, ResolvedStage } from './experiment.ts';

/** Which kind stands under which key. */
const single = { data: 'data', model: 'models' } as const satisfies Kinds<ResolvedExperiment>;

/** The same of a stage. */
const staged = {
  scheduler: 'schedulers',
  strategy: 'strategies',
  optimizer: 'optimizers',
  learningRate: 'learningRates',
  loss: 'losses',
} as const satisfies Kinds<ResolvedStage>;

type Kinds<Of> = Partial<Record<keyof Of, Kind>>;

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
  const list = (kind: Kind, choices: readonly ResolvedPart[], key: string): ResolvedPart[] =>
    choices.map((choice, i) => fill(kind, choice, `${key}[${i}]`));
  const all = <Of extends object>(of: Of, kinds: Kinds<Of>, place: string): Partial<Of> =>
    Object.fromEntries(
      Object.entries(kinds).map(([key, kind]) => [
        key,
        fill(kind as Kind, Reflect.get(of, key) as ResolvedPart, `${place}${key}`),
      ]),
    ) as Partial<Of>;
  const fillStage = <Of extends ResolvedStage>(of: Of, place = ''): Of => {
    const surgery = of.surgery.use === 'none' ? noSurgery : fill('surgery', of.surgery, `${place}surgery`);
    return { ...of, ...all<ResolvedStage>(of, staged, place), surgery };
  };
  const { augment, observers, stages } = draft;
  const experiment = {
    ...draft,
    ...fillStage(draft),
    ...all<ResolvedExperiment>(draft, single, ''),
    augment: typeof augment === 'string' ? augment : list('augmentations', augment, 'augment'),
    observers: list('observers', observers, 'observers'),
    ...(stages && { stages: stages.map((one, i) => fillStage(one, `stages[${i}].`)) }),
  };
  return { experiment, faults };
}
