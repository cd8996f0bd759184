import { type Contribution, contribute, type ObservedRun, type ObserverBuilder } from '@altsparse/core';
import { z } from 'zod';
import { eventLine, isKept } from '../run/metrics.ts';
import { lineFile, pathInRun } from './file.ts';

/** Every event as a line of JSON, in a file of one's own. */
export const jsonlObserver: Contribution<ObserverBuilder> = contribute({
  name: 'jsonl',
  summary: 'Every event as a line of JSON, as in metrics.jsonl, in a file of your choice.',
  source: 'JSON Lines',
  options: z.strictObject({
    file: z.string().min(1).default('events.jsonl').describe("the file, within the run's folder unless absolute"),
  }),
  create: (options) => (run) => {
    const stays = run.from && staysBefore(run.from);
    const file = lineFile({ path: pathInRun(run.folder, options.file), ...(stays && { stays }) });
    return {
      name: 'jsonl',
      async observe(event) {
        if (!isKept(event)) return;
        await file.add(eventLine(event));
        if (event.type === 'evaluation') await file.flush();
      },
      end: file.flush,
    };
  },
});

/** What a line of an event says of its time. */
interface Dated {
  readonly type: string;
  readonly stage: number;
  readonly step?: number;
}

function staysBefore(from: NonNullable<ObservedRun['from']>): (line: string) => boolean {
  return (line) => {
    const { type, stage, step = 0 } = JSON.parse(line) as Dated;
    const first = type === 'evaluation' ? from.step + 1 : from.step;
    return stage < from.stage || (stage === from.stage && (type === 'stage' || step < first));
  };
}
