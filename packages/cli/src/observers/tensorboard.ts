import { join } from 'node:path';
import {
  AltsparseError,
  type Contribution,
  contribute,
  type Observer,
  type ObserverBuilder,
  type RunEvent,
} from '@altsparse/core';
import type { SummaryWriter } from '@altsparse/engine/node';
import { z } from 'zod';
import { pathInRun } from './file.ts';

/** Curves in TensorBoard: the run has a folder of event files, each sub-net one below it, so that sub-nets share charts. */
export const tensorboardObserver: Contribution<ObserverBuilder> = contribute({
  name: 'tensorboard',
  summary: "Event files for TensorBoard; needs TensorFlow's library. Look with `tensorboard --logdir RUN/tensorboard`.",
  source: 'tf.node.summaryFileWriter',
  options: z.strictObject({
    folder: z.string().min(1).default('tensorboard').describe("within the run's folder unless absolute"),
    every: z.int().min(1).default(1).describe('only every so many steps get points; evaluations and masks always do'),
  }),
  create: ({ folder, every }) => Object.assign(opener(folder, every), { check: refuseOtherEngines }),
});

function opener(folder: string, every: number): ObserverBuilder {
  return async (run) => {
    const { summaryWriter } = await import('@altsparse/engine/node');
    return tensorboard(pathInRun(run.folder, folder), every, summaryWriter);
  };
}

function refuseOtherEngines(engine: string): void {
  if (engine.startsWith('tfjs-node')) return;
  throw new AltsparseError('observer-engine', "TensorBoard files are written by TensorFlow's library alone.", {
    place: "observer 'tensorboard'",
    found: `engine ${engine}`,
    expected: 'engine tfjs-node or tfjs-node-gpu',
    hint: "Run `altsparse engine install` and leave the engine to `auto`, or use the observer 'csv' or 'jsonl', which write on every engine.",
  });
}

/** Makes a writer of event files in a folder. */
type OpenWriter = (folder: string) => Promise<SummaryWriter>;

/** One point of one curve: a sub-net's, or the run's where there is none. */
interface Point {
  readonly tag: string;
  readonly subnet?: number;
  readonly value: number;
  readonly step: number;
}

function tensorboard(folder: string, every: number, open: OpenWriter): Observer {
  const writers = new Map<string, SummaryWriter>();
  let names: readonly string[] = [];
  let before = 0;
  let length = 0;
  const writerOf = async (subnet: number | undefined): Promise<SummaryWriter> => {
    const place = subnet === undefined ? folder : join(folder, fileName(names[subnet] ?? `${subnet}`));
    const writer = writers.get(place) ?? (await open(place));
    writers.set(place, writer);
    return writer;
  };
  return {
    name: 'tensorboard',
    async observe(event) {
      if (event.type === 'stage') {
        before += length; // stages follow each other on one axis
        length = event.steps;
        names = event.subnets.map(({ name }) => name);
      }
      for (const { tag, subnet, value, step } of pointsOf(event, every))
        (await writerOf(subnet)).scalar(tag, value, before + step);
      if (event.type === 'evaluation') for (const writer of writers.values()) writer.flush();
    },
    save: () => before,
    restore(state) {
      before = Number(state);
    },
    end() {
      for (const writer of writers.values()) writer.close();
    },
  };
}

/** Names of sub-nets are free; names of folders are not. */
function fileName(name: string): string {
  return name.replaceAll(/[^\p{L}\p{N}._%+-]+/gu, '_').replace(/^\.+$/, '_');
}

function pointsOf(event: RunEvent, every: number): readonly Point[] {
  if (event.type === 'evaluation') {
    const { subnet, step, loss, accuracy } = event;
    return [
      { tag: 'evaluation/loss', subnet, step, value: loss },
      { tag: 'evaluation/accuracy', subnet, step, value: accuracy },
    ];
  }
  if (event.type === 'mask') {
    const { subnet, step, sparsity, dropped, grown } = event;
    return [
      { tag: 'masks/sparsity', subnet, step, value: sparsity },
      { tag: 'masks/dropped', subnet, step, value: dropped },
      { tag: 'masks/grown', subnet, step, value: grown },
    ];
  }
  if (event.type === 'stage' || event.type === 'evaluating' || event.step % every !== 0) return [];
  return event.type === 'conflict' ? conflictPoints(event) : stepPoints(event);
}

function stepPoints({ step, trained, rate, milliseconds }: Extract<RunEvent, { type: 'step' }>): Point[] {
  return [
    { tag: 'learning rate', step, value: rate },
    { tag: 'steps per second', step, value: 1000 / Math.max(milliseconds, 1e-3) },
    ...trained.flatMap(({ subnet, loss, accuracy, sparsity }) => [
      { tag: 'training/loss', subnet, step, value: loss },
      { tag: 'training/accuracy', subnet, step, value: accuracy },
      { tag: 'training/sparsity', subnet, step, value: sparsity },
    ]),
  ];
}

/** Share of layers (or 1 for all together) in which a sub-net's gradient worked against another's, before surgery. */
function conflictPoints({ step, conflicts }: Extract<RunEvent, { type: 'conflict' }>): Point[] {
  return conflicts.map(({ subnet, before }) => ({
    tag: 'training/conflicting share',
    subnet,
    step,
    value: before.filter((product) => product < 0).length / before.length,
  }));
}
