import type { EngineName } from './engine-name.ts';

/** What came of trying one engine. */
export interface EngineTrial {
  /** The engine. */
  readonly name: EngineName;
  /** Whether it can be used. */
  readonly ok: boolean;
  /** Why, in one sentence. */
  readonly reason: string;
  /** What to do to get it; empty where nothing helps. */
  readonly hint: string;
}

/** What an engine that could be taken says of itself. */
export interface LoadedEngine {
  /** Threads its arithmetic uses. */
  readonly threads: number;
  /** Version of TensorFlow's C library; `null` where there is none. */
  readonly tensorflow: string | null;
  /** Fingerprint of the engine's own kernels; absent or `null` where there are none. */
  readonly kernels?: string | null;
  /** Why it was taken, in one sentence. */
  readonly reason: string;
}

/** Why an engine could not be taken, and what helps. */
export interface EngineFailure {
  /** Why, in one sentence. */
  readonly failure: string;
  /** What to do; empty where nothing helps. */
  readonly hint: string;
}

/** Makes one engine the backend of TensorFlow.js, or says why it cannot. */
export type EngineLoader = (threads: number | undefined) => Promise<LoadedEngine | EngineFailure>;

/** One line of an unknown error. */
export const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0]?.trim() ?? '';
