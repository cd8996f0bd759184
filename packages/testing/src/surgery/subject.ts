import type { Surgery } from '@altsparse/core';
import type { Factory, FactoryOptions } from '../check/factory.ts';

/** What the battery for surgery may be told. */
export interface SurgeryOptions extends FactoryOptions {
  /** Are gradients that are all multiplied by a number corrected to the old result times that number? Default true. */
  readonly scales?: boolean;
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
