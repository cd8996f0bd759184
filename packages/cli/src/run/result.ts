import { type Evaluation, FLOP_RULE, forwardCost, maskOf, type RunResult } from '@altsparse/core';
import type { BestMoment } from '@altsparse/core/node';
import { CONFLICTING_STEP_RULE, type ConflictReport, type ConflictShare } from '@altsparse/gc-projection';
import type { StepClock } from './clock.ts';
import type { EngineSteps } from './engine-steps.ts';

/** What a run says of one sub-net. */
export interface SubnetReport {
  /** Its name. */
  readonly name: string;
  /** The sparsity asked for. */
  readonly target: number;
  /** Share of zeros over maskable weights. */
  readonly sparsity: number;
  /** On the test images. */
  readonly test: Evaluation;
  /** On the validation part, where there is one. */
  readonly validation?: Evaluation;
  /** Forward FLOPs of one image. */
  readonly flops: number;
  /** The same without a mask. */
  readonly denseFlops: number;
  /** In how many of its steps its gradient met one that it worked against; absent without surgery. */
  readonly conflicts?: { readonly steps: number; readonly conflicting: number; readonly share: number };
  /** Time of its steps. */
  readonly seconds: number;
  /** Which engine computed the gradients of how many of its steps: `{ 'tfjs-node': 300, 'sparse-native': 700 }`. */
  readonly engines: Readonly<Record<string, number>>;
}

/** What a run leaves in `result.json`. */
export interface RunReport {
  /** `complete`; `stopped` by the user; `failed`. */
  readonly status: 'complete' | 'stopped' | 'failed';
  /** The run's identity. */
  readonly id: string;
  /** Where the run lies. */
  readonly folder: string;
  /** Its seed. */
  readonly seed: number;
  /** Steps done. */
  readonly steps: number;
  /** Time of all steps; evaluation is not in it. */
  readonly seconds: number;
  /** The sub-nets; none of a run that did not end. */
  readonly subnets: readonly SubnetReport[];
  /** The rules behind the numbers. */
  readonly rules: { readonly flops: string; readonly conflicts: string };
  /** The best moment by the accuracy on the validation part, kept in `checkpoints/best.safetensors`. */
  readonly best?: BestMoment;
  /** Why it ended early. */
  readonly error?: { readonly code: string; readonly message: string };
}

/** The rules behind the numbers of a report. */
export const rules: RunReport['rules'] = { flops: FLOP_RULE, conflicts: CONFLICTING_STEP_RULE };

/** What the report of a sub-net is made from. */
export interface ReportRequest {
  /** What training left. */
  readonly result: RunResult;
  /** Test evaluations, by sub-net. */
  readonly tests: readonly Evaluation[];
  /** Were the evaluations in training on a validation part? */
  readonly validated: boolean;
  /** Times. */
  readonly clock: StepClock;
  /** Steps by engine. */
  readonly engines: EngineSteps;
  /** Conflicts. */
  readonly conflicts: ConflictReport;
}

/** The reports of all sub-nets. */
export function reportSubnets({ result, tests, validated, clock, engines, conflicts }: ReportRequest): SubnetReport[] {
  const { store } = result;
  return result.subnets.map(({ name, target, sparsity, evaluation }, subnet) => {
    const { flops, denseFlops } = forwardCost(store.layout.plan, maskOf(store, subnet));
    const share = conflictsOf(conflicts, subnet);
    return {
      name,
      target,
      sparsity,
      test: tests[subnet] as Evaluation,
      ...(validated && evaluation && { validation: evaluation }),
      flops,
      denseFlops,
      ...(share && { conflicts: share }),
      seconds: clock.seconds(subnet),
      engines: engines.of(subnet),
    };
  });
}

function conflictsOf({ pairs }: ConflictReport, subnet: number): SubnetReport['conflicts'] {
  const own = pairs.filter((pair) => pair.subnet === subnet);
  const sum = (of: (steps: ConflictShare) => number): number => own.reduce((total, pair) => total + of(pair.steps), 0);
  const steps = sum((share) => share.products);
  if (steps === 0) return undefined;
  const conflicting = sum((share) => share.negativeBefore);
  return { steps, conflicting, share: conflicting / steps };
}
