import type { Observer, RunEvent } from '@altsparse/core';
import cliProgress from 'cli-progress';
import { percent, sparsityText, timeText } from './numbers.ts';
import type { Output } from './output.ts';
import { follow, noStanding, type Standing, type SubnetStanding, stepsPerSecond } from './standing.ts';
import { type TimeLeft, timeLeft } from './time-left.ts';

/** Shows how a run goes on. */
export interface Progress extends Observer {
  /** A line that stays, above what is rewritten. */
  note(line: string): void;
  /** Leaves the last state on the screen. */
  end(): void;
}

/** Milliseconds between two plain lines where no evaluation calls for one. */
const plainInterval = 10_000;

/** Rewritten lines in a terminal, whole lines elsewhere. */
export function showProgress(output: Output): Progress {
  return output.live ? liveProgress() : plainProgress(output);
}

/**
 * A block of lines at each evaluation, and every ten seconds between evaluations.
 *
 * @param now - Milliseconds; for tests.
 */
export function plainProgress(output: Output, now: () => number = () => performance.now()): Progress {
  const standing = noStanding();
  const left = timeLeft(now);
  let last = now();
  const print = (): void => {
    last = now();
    output.note(overall(standing, left));
    for (const line of subnetLines(standing)) output.note(line);
  };
  return {
    name: 'plain-progress',
    observe(event: RunEvent) {
      follow(standing, event);
      left.follow(event);
      const whole = event.type === 'evaluation' && event.subnet === standing.subnets.length - 1;
      if (whole || ((event.type === 'step' || event.type === 'evaluating') && now() - last >= plainInterval)) print();
    },
    note: output.note,
    end() {},
  };
}

/** A bar for the run and a line for each sub-net, rewritten in place on standard error. */
function liveProgress(): Progress {
  const standing = noStanding();
  const left = timeLeft(() => performance.now());
  const bars = new cliProgress.MultiBar({
    format: '{line}',
    stream: process.stderr,
    hideCursor: true,
    fps: 8,
    autopadding: false,
    linewrap: false,
    forceRedraw: true,
    barsize: barSize,
    stopOnComplete: false,
    gracefulExit: false,
  });
  let lines: cliProgress.SingleBar[] = [];
  return {
    name: 'live-progress',
    observe(event: RunEvent) {
      follow(standing, event);
      left.follow(event);
      if (event.type === 'stage') lines = barsFor(bars, standing, lines);
      const texts = [`${bar(standing)} ${overall(standing, left)}`, ...subnetLines(standing)];
      for (const [i, one] of lines.entries()) one.update(standing.done, { line: texts[i] ?? '' });
    },
    note: (line) => bars.log(`${line}\n`),
    end: () => bars.stop(),
  };
}

const barSize = 24;

/** As many lines as are needed; those of the stage before are used again. */
function barsFor(
  bars: cliProgress.MultiBar,
  { steps, subnets }: Standing,
  before: readonly cliProgress.SingleBar[],
): cliProgress.SingleBar[] {
  const missing = Math.max(0, subnets.length + 1 - before.length);
  for (const one of before) one.setTotal(steps);
  return [...before, ...Array.from({ length: missing }, () => bars.create(steps, 0, { line: '' }))];
}

function bar({ done, steps }: Standing): string {
  const full = Math.round((barSize * done) / Math.max(1, steps));
  return '█'.repeat(full) + '░'.repeat(barSize - full);
}

/** Where the run is, how fast it goes and how long it will take. */
function overall(standing: Standing, left: TimeLeft): string {
  const { done, steps, stepsPerEpoch, stage } = standing;
  const where = stage === undefined ? '' : `${stage}  `;
  const epoch = `epoch ${(done / stepsPerEpoch).toFixed(1)}/${Number((steps / stepsPerEpoch).toFixed(1))}`;
  const speed = stepsPerSecond(standing);
  const pace = Number.isNaN(speed) ? '' : `  ${speed.toFixed(1)} steps/s  ${leftText(left)}`;
  return `${where}step ${done}/${steps}  ${epoch}${pace}${evaluatingText(standing)}`;
}

/** `  evaluating 95 %: 12/79 batches`; nothing while none is evaluated. */
function evaluatingText({ evaluating, subnets }: Standing): string {
  if (evaluating === undefined) return '';
  const { subnet, done, batches } = evaluating;
  return `  evaluating ${subnets[subnet]?.name}: ${done}/${batches} batches`;
}

/** The time left, and how far off such estimates were so far: `12 min 05 s left (±8 %)`. */
function leftText(left: TimeLeft): string {
  const error = left.error();
  return `${timeText(left.seconds())} left${error === undefined ? '' : ` (±${percent(error, 0)})`}`;
}

/** A line for each sub-net, set in columns. */
function subnetLines({ subnets }: Standing): string[] {
  const width = Math.max(...subnets.map(({ name }) => name.length));
  return subnets.map((one) => `  ${one.name.padEnd(width)}  ${subnetText(one)}`);
}

function subnetText({ loss, accuracy, sparsity, evaluated }: SubnetStanding): string {
  const parts = [
    `loss ${loss === undefined ? '–' : loss.toFixed(4)}`.padEnd(11),
    `accuracy ${accuracy === undefined ? '–' : percent(accuracy, 1)}`.padEnd(16),
    `sparsity ${sparsityText(sparsity)}`.padEnd(17),
    ...(evaluated === undefined ? [] : [`evaluated ${percent(evaluated)}`]),
  ];
  return parts.join('  ').trimEnd();
}
