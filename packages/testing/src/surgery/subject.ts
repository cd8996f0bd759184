import type { Surgery } from '@altsparse/core';
import type { Factory, FactoryOptions } from '../check/factory.ts';
import type { NetworkFor } from '../net/pulled-network.ts';

/** What the battery for surgery may be told. */
export interface SurgeryOptions extends FactoryOptions {
  /** Are gradients that are all multiplied by a number corrected to the old result times that number? Default true. */
  readonly scales?: boolean;
  /** Gives what computes the runs, as for strategies. Default: a network of the kit. */
  readonly network?: NetworkFor;
}

/** A surgery under test. */
export interface SurgerySubject {
  /** What was asked for. */
  readonly options: SurgeryOptions;
  /** Makes a fresh one at each call. */
  readonly factory: Factory<Surgery>;
  /** The same. */
  make(): Surgery;
}
