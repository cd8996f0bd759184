import type { Conflict } from '../surgery/surgery.ts';

/** A stage begins. */
export interface StageEvent {
  /** Which kind of event. */
  readonly type: 'stage';
  /** Number of the stage, counted from 0. */
  readonly stage: number;
  /** Its name, if it has one. */
  readonly name?: string;
  /** How many stages the run has. Absent: one. */
  readonly stages?: number;
  /** Its first step in this process: 0, or where a resumed run goes on. */
  readonly step: number;
  /** Steps in the stage. */
  readonly steps: number;
  /** Steps in one pass over the training data. */
  readonly stepsPerEpoch: number;
  /** The sub-nets: name, sparsity of the first mask, target. */
  readonly subnets: readonly {
    /** Its name. */
    readonly name: string;
    /** Share of zeros in its first mask. */
    readonly sparsity: number;
    /** The sparsity it is to reach. */
    readonly target: number;
  }[];
}

/** A step is done. */
export interface StepEvent {
  /** Which kind of event. */
  readonly type: 'step';
  /** Number of the stage. */
  readonly stage: number;
  /** Counted from 0 within the stage. */
  readonly step: number;
  /** Per sub-net that trained: mean loss, share of the batch classified right, sparsity over maskable weights, engine. */
  readonly trained: readonly {
    /** Its number. */
    readonly subnet: number;
    /** Mean loss of the batch. */
    readonly loss: number;
    /** Share of the batch classified right. */
    readonly accuracy: number;
    /** Share of zeros over maskable weights. */
    readonly sparsity: number;
    /** Which engine computed its gradient: `'tfjs-node'`. */
    readonly engine: string;
  }[];
  /** Learning rate. */
  readonly rate: number;
  /** Wall time of the step, batch and bookkeeping included. */
  readonly milliseconds: number;
}

/** A sub-net's mask changed by its timetable. */
export interface MaskChange {
  /** Which kind of event. */
  readonly type: 'mask';
  /** Number of the stage. */
  readonly stage: number;
  /** Step of the stage. */
  readonly step: number;
  /** Which sub-net. */
  readonly subnet: number;
  /** Number of the event in the sub-net's timetable. */
  readonly k: number;
  /** Share of zeros over maskable weights, after. */
  readonly sparsity: number;
  /** Weights that left the mask. */
  readonly dropped: number;
  /** Weights that came into the mask. */
  readonly grown: number;
}

/** Surgery compared gradients in a step. */
export interface ConflictEvent {
  /** Which kind of event. */
  readonly type: 'conflict';
  /** Number of the stage. */
  readonly stage: number;
  /** Step of the stage. */
  readonly step: number;
  /** One entry for each pair of sub-nets. */
  readonly conflicts: readonly Conflict[];
}

/** An evaluation goes on: for those who show progress. */
export interface EvaluatingEvent {
  /** Which kind of event. */
  readonly type: 'evaluating';
  /** Number of the stage. */
  readonly stage: number;
  /** Steps done. */
  readonly step: number;
  /** Which sub-net. */
  readonly subnet: number;
  /** Batches done. */
  readonly done: number;
  /** Batches in all. */
  readonly batches: number;
}

/** A sub-net was evaluated. */
export interface EvaluationEvent {
  /** Which kind of event. */
  readonly type: 'evaluation';
  /** Number of the stage. */
  readonly stage: number;
  /** Steps done. */
  readonly step: number;
  /** Which sub-net. */
  readonly subnet: number;
  /** Mean loss over the evaluation data. */
  readonly loss: number;
  /** Share classified right. */
  readonly accuracy: number;
  /** Share of zeros over maskable weights. */
  readonly sparsity: number;
}

/** What a run tells while it goes on. */
export type RunEvent = StageEvent | StepEvent | MaskChange | ConflictEvent | EvaluatingEvent | EvaluationEvent;

/** Reads events and changes nothing. */
export interface Observer {
  /** For messages. */
  readonly name: string;
  /** Called for each event, in order; the run waits for it. */
  observe(event: RunEvent): void | Promise<void>;
  /** What it must remember for a run that is stopped and resumed: a plain tree. Absent: nothing. */
  save?(): unknown;
  /** Takes back what `save` gave, before the first event. */
  restore?(state: unknown): void;
  /** Called once when the run has ended, in whatever way: writes what is kept back and closes what is open. The run waits for it. */
  end?(): void | Promise<void>;
}
