import { z } from 'zod';
import type { NamePattern } from '../graph/pattern.ts';
import {
  constantDecay,
  cosineDecay,
  cosineRamp,
  cubicRamp,
  type Decay,
  linearDecay,
  linearRamp,
  type Ramp,
} from '../mask/curve.ts';
import { type Distribution, erk, type LayerOverride, uniform } from '../mask/distribution.ts';
import type { Duration } from '../schedule/duration.ts';

/** Ramps that options call by name. */
export type RampName = 'cubic' | 'linear' | 'cosine';
/** Decays that options call by name. */
export type DecayName = 'cosine' | 'linear' | 'constant';
/** Distributions that options call by name. */
export type DistributionName = 'erk' | 'uniform';

/** Core's ramps, by name. */
export const rampsByName: Readonly<Record<RampName, Ramp>> = {
  cubic: cubicRamp,
  linear: linearRamp,
  cosine: cosineRamp,
};

/** Core's decays, by name. */
export const decaysByName: Readonly<Record<DecayName, Decay>> = {
  cosine: cosineDecay,
  linear: linearDecay,
  constant: constantDecay,
};

/** Core's distributions, by name. */
export const distributionsByName: Readonly<Record<DistributionName, Distribution>> = { erk, uniform };

const length = z.number().min(0);

/** A duration: a number of steps, `{ steps }`, `{ epochs }` or `{ share, least? }`; not negative. */
export const durationOption: z.ZodType<Duration, Duration> = z.union([
  length,
  z.strictObject({ steps: length }),
  z.strictObject({ epochs: length }),
  z.strictObject({ share: length, least: length.optional() }),
]);

/** A sparsity: from 0 up to, not including, 1. */
export const sparsityOption: z.ZodType<number, number> = z.number().min(0).lt(1);

/** A part of something: from 0 to 1. */
export const partOption: z.ZodType<number, number> = z.number().min(0).max(1);

/** A name with `*`, or several. */
export const patternOption: z.ZodType<NamePattern, NamePattern> = z.union([z.string(), z.array(z.string())]);

/** Layers with a sparsity of their own. */
export const overridesOption: z.ZodType<readonly LayerOverride[], readonly LayerOverride[]> = z.array(
  z.strictObject({ match: patternOption, sparsity: partOption }),
);

/** The name of a ramp. */
export const rampOption: z.ZodType<RampName, RampName> = z.enum(['cubic', 'linear', 'cosine']);
/** The name of a decay. */
export const decayOption: z.ZodType<DecayName, DecayName> = z.enum(['cosine', 'linear', 'constant']);
/** The name of a distribution. */
export const distributionOption: z.ZodType<DistributionName, DistributionName> = z.enum(['erk', 'uniform']);
