import { relative } from 'node:path';
import type { RunStart } from '../run/session.ts';

/** What is said above a run: what it trains, on which engine and why, and where it is kept. */
export function describeRun({ folder, experiment, environment }: RunStart, title?: string): string[] {
  const { model, data, subnets, strategy, surgery, scheduler, epochs, steps, seeds } = experiment;
  const length = steps === undefined ? `${epochs} epochs` : `${steps} steps`;
  const names = subnets.map(({ name }) => name).join(', ');
  return [
    title ?? `${model.use === 'file' ? shortPath(String(model.file)) : model.use} on ${data.use}`,
    `  sub-nets ${names}; ${length}; strategy ${strategy.use}, scheduler ${scheduler.use}, surgery ${surgery.use}; seed ${seeds[0]}`,
    ...environment.engine.why.map((line) => `  ${line}`),
    `  Run: ${shortPath(folder)}`,
  ];
}

/** A path as seen from the working folder, where that is shorter. */
export function shortPath(path: string): string {
  const seen = relative(process.cwd(), path) || '.';
  return seen.length < path.length ? seen : path;
}
