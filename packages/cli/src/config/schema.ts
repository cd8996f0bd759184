import { type Duration, nameOf } from '@altsparse/core';
import { z } from 'zod';
import { engineChoices } from './engine-choice.ts';
import type { ResolvedExperiment, ResolvedPart, ResolvedStage, StageKey } from './experiment.ts';

const whole = z.int();
const count = whole.min(1);
const target = z.number().min(0).lt(1);
const names = z.union([z.string(), z.array(z.string())]);

const duration: z.ZodType<Duration> = z.union([
  z.number().min(0),
  z.strictObject({ steps: z.number().min(0) }),
  z.strictObject({ epochs: z.number().min(0) }),
  z.strictObject({ share: z.number().min(0) }),
]);

/** A part by name or with options; which options there are, the part itself says. */
const part = z
  .union([z.string(), z.looseObject({ use: z.string() })])
  .transform((choice): ResolvedPart => (typeof choice === 'string' ? { use: choice } : choice));

const subnet = z
  .union([target, z.strictObject({ name: z.string().min(1), sparsity: target })])
  .transform((one) => (typeof one === 'number' ? { name: nameOf(one), sparsity: one } : one));

const subnets = z
  .array(subnet)
  .min(1)
  .refine((list) => new Set(list.map((one) => one.name)).size === list.length, 'Two sub-nets have the same name.');

const normalisation = z.array(z.strictObject({ match: names, use: z.enum(['private', 'shared', 'recalibrated']) }));

const checkpoint = z.strictObject({
  every: z.union([duration, z.strictObject({ minutes: z.number().min(0) })]).default({ minutes: 5 }),
  keep: count.default(2),
  best: z.string().optional(),
});

/** What stands for a part that a config does not choose. */
export const defaultParts: Readonly<Record<string, string>> = {
  scheduler: 'alternating',
  surgery: 'none',
  optimizer: 'sgd',
  learningRate: 'cosine',
  loss: 'cross-entropy',
};

const fields = {
  plugins: z.array(z.string()).default([]),
  data: part,
  model: part,
  subnets,
  scheduler: part.prefault(defaultParts.scheduler ?? ''),
  strategy: part,
  surgery: part.prefault(defaultParts.surgery ?? ''),
  optimizer: part.prefault(defaultParts.optimizer ?? ''),
  learningRate: z
    .union([z.number().transform((rate): ResolvedPart => ({ use: 'constant', rate })), part])
    .prefault(defaultParts.learningRate ?? ''),
  weightDecay: z.union([z.number().min(0), z.strictObject({ rate: z.number().min(0), exclude: names })]).default(0),
  clipNorm: z.number().gt(0).optional(),
  accumulate: count.default(1),
  loss: part.prefault(defaultParts.loss ?? ''),
  epochs: z.number().gt(0).optional(),
  steps: count.optional(),
  batchSize: count.default(128),
  normalisation: normalisation.default([]),
  augment: z.union([z.enum(['usual', 'none']), z.array(part)]).default('usual'),
  validation: z
    .union([z.number().gt(0).lt(1), z.strictObject({ share: z.number().gt(0).lt(1), seed: whole.default(0) })])
    .transform((one) => (typeof one === 'number' ? { share: one, seed: 0 } : one))
    .optional(),
  seed: whole.optional(),
  seeds: z.array(whole).min(1).optional(),
  engine: z.enum(engineChoices).default('auto'),
  switchAt: z.union([z.number().min(0).max(1), z.enum(['stated', 'measured'])]).default('stated'),
  precision: z.enum(['fp32', 'mixed']).default('fp32'),
  threads: count.optional(),
  evaluateEvery: duration.default({ epochs: 1 }),
  unreached: z.enum(['refuse', 'allow']).default('refuse'),
  observers: z.array(part).default([]),
  checkpoint: checkpoint.prefault({}),
  trace: z.boolean().default(false),
  init: z.strictObject({ from: z.string(), sha256: z.string().optional() }).optional(),
};

/** The keys of an experiment that a stage may say otherwise. */
export const stageKeys: readonly StageKey[] = [
  'subnets',
  'scheduler',
  'strategy',
  'surgery',
  'optimizer',
  'learningRate',
  'weightDecay',
  'clipNorm',
  'accumulate',
  'loss',
  'epochs',
  'steps',
  'normalisation',
  'evaluateEvery',
  'unreached',
];

const ownFields = Object.fromEntries(stageKeys.map((key) => [key, fields[key]])) as Pick<typeof fields, StageKey>;

const place = z.strictObject({ stage: z.union([whole.min(0), z.string()]), step: whole.min(0) });

const stage: z.ZodType<ResolvedStage> = z.strictObject({
  name: z.string().min(1).optional(),
  ...ownFields,
  start: z.union([z.enum(['fresh', 'previous']), place]).optional(),
  masks: z.enum(['strategy', 'previous']).optional(),
});

/** Keys of which a config may have only one; a value from further up takes the place of both. */
export const exclusive: readonly (readonly [string, string])[] = [
  ['epochs', 'steps'],
  ['seed', 'seeds'],
];

type Report = (path: readonly PropertyKey[], message: string) => void;

function refuseLengths(values: object, at: readonly PropertyKey[], report: Report): void {
  const has = (key: string): boolean => Reflect.get(values, key) !== undefined;
  if (!has('epochs') && !has('steps')) report([...at, 'epochs'], 'The length is missing: give epochs or steps.');
  for (const [one, other] of exclusive)
    if (has(one) && has(other)) report([...at, other], `Give '${one}' or '${other}', not both.`);
}

function refuseStart(stages: readonly ResolvedStage[], i: number, report: Report): void {
  const { start } = stages[i] ?? {};
  if (typeof start !== 'object' || typeof start.stage !== 'string') return;
  const known = stages.slice(0, i).flatMap(({ name }) => name ?? []);
  if (known.includes(start.stage)) return;
  const names = known.length === 0 ? 'none has a name' : known.join(', ');
  report(['stages', i, 'start', 'stage'], `No stage before this one has this name: ${names}.`);
}

/** Every key of an experiment except `preset`, with defaults; parts keep their options unchecked. */
export const experimentSchema: z.ZodType<ResolvedExperiment> = z
  .strictObject({ ...fields, stages: z.array(stage).min(1).optional() })
  .superRefine((values, context) => {
    const report: Report = (path, message) => context.addIssue({ code: 'custom', path: [...path], message });
    refuseLengths(values, [], report);
    values.stages?.forEach((one, i) => {
      refuseLengths(one, ['stages', i], report);
      refuseStart(values.stages ?? [], i, report);
    });
    const { best } = values.checkpoint;
    if (best === undefined || best === 'none') return;
    const nested = (message: string): void =>
      context.addIssue({ code: 'custom', path: ['checkpoint', 'best'], message });
    if (values.validation === undefined)
      nested('The best is chosen on a validation part, never on test images: set validation, for example to 0.1.');
    const { subnets: last } = values.stages?.at(-1) ?? values;
    if (best !== 'mean' && !last.some(({ name }) => name === best))
      nested(`There is no sub-net of this name: ${['mean', ...last.map(({ name }) => name)].join(', ')}.`);
  })
  .transform(({ seed, seeds, checkpoint: { best, ...cadence }, ...values }) => ({
    ...values,
    checkpoint: { ...cadence, best: best ?? (values.validation === undefined ? 'none' : 'mean') },
    seeds: seeds ?? [seed ?? 0],
  }));
