import type { Place } from '../schedule/timetable.ts';
import type { Stage } from './context.ts';

/** Where in the loop something was done; a place of the timetable for moves at an update of masks. */
export type TraceHook = Place | 'initial' | 'differentiate' | 'relation' | 'surgery' | 'optimizer' | 'evaluate';

/** One thing that one part did. Two runs of the same bits have the same trace, line by line. */
export interface TraceEntry {
  /** Number of the stage. */
  readonly stage: number;
  /** Step of the stage. */
  readonly step: number;
  /** Where in the loop. */
  readonly hook: TraceHook;
  /** The part's name; of `differentiate`, the engine's. */
  readonly part: string;
  /** For which sub-net; absent where it was for all. */
  readonly subnet?: number;
  /** What came of it: numbers in full, arrays as eight hexadecimal digits of their bits. */
  readonly summary: string;
}

/** Takes one entry after the other. */
export type Trace = (entry: TraceEntry) => void;

/** What is told of one thing: the rest follows from the stage. */
type Told = Omit<TraceEntry, 'stage' | 'summary'>;

/** Tells a run's trace, if it has one; the summary is made only then. */
export function tell({ trace, index }: Stage, told: Told, summary: () => string): void {
  trace?.({ stage: index, ...told, summary: summary() });
}

/** Eight hexadecimal digits that two arrays of the same bits share, and others almost never: FNV-1a over 32-bit words. */
export function digest(array: Float32Array | Uint8Array): string {
  const words =
    array instanceof Float32Array
      ? new Uint32Array(array.buffer, array.byteOffset, array.length)
      : Uint32Array.from(array);
  let hash = 0x811c9dc5;
  for (let i = 0; i < words.length; i++) hash = Math.imul(hash ^ (words[i] as number), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}
