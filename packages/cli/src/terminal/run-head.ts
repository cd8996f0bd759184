import { relative } from 'node:path';
import type { RunStart } from '../run/session.ts';
import { stageLines } from './stage-lines.ts';

/** What is said above a run: what it trains, on which engine and why, and where it is kept. */
export function describeRun({ folder, experiment, environment }: RunStart, title?: string): string[] {
  const { model, data, seeds } = experiment;
  const stages = stageLines(experiment);
  return [
    title ?? `${model.use === 'file' ? shortPath(String(model.file)) : model.use} on ${data.use}`,
    ...stages.map((line, i) => `  ${line}${i === stages.length - 1 ? `; seed ${seeds[0]}` : ''}`),
    ...environment.engine.why.map((line) => `  ${line}`),
    `  Run: ${shortPath(folder)}`,
  ];
}

/** A path as seen from the working folder, where that is shorter. */
export function shortPath(path: string): string {
  const seen = relative(process.cwd(), path) || '.';
  return seen.length < path.length ? seen : path;
}
