// Trains the runs of a study one after the other, tells how far it is, and goes on where it was interrupted.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { trainRun } from './command.mjs';
import { progress } from './progress.mjs';

/** A name for a file: letters and digits of the label, dashes between them. */
export const fileName = (label) =>
  label
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');

/** Writes a config of the study; gives its path and the folder of its runs. */
export function writeConfig(folder, label, values) {
  mkdirSync(folder, { recursive: true });
  const base = join(folder, fileName(label));
  writeFileSync(`${base}.json`, `${JSON.stringify(values, null, 2)}\n`);
  return { config: `${base}.json`, runs: base };
}

/**
 * Trains each item's config. A run that is complete is not trained again; an error ends its item alone.
 *
 * @param title - What the lines of progress begin with.
 * @param items - `{ label, steps, values }`: `steps` is what the whole run takes. An item with an `error` is left out.
 * @param folder - Where configs and runs lie.
 * @returns The items with `report` or `error`. After Ctrl-C those that were begun, and `stopped`.
 */
export async function trainAll({ title, items, folder }) {
  const stopping = stopOnSignal();
  const able = items.filter(({ error }) => error === undefined);
  const line = progress(
    title,
    able.reduce((sum, { steps }) => sum + steps, 0),
  );
  const done = new Map();
  for (const [index, item] of able.entries()) {
    if (stopping.signal.aborted) break;
    const outcome = await trainItem(item, { folder, line, signal: stopping.signal });
    done.set(item, outcome);
    line.note(`${title}: ${index + 1} of ${able.length}, ${item.label}: ${tell(outcome)}`);
  }
  line.end();
  stopping.end();
  const results = items.map((item) => ({ ...item, ...done.get(item) }));
  return { stopped: stopping.signal.aborted, results };
}

async function trainItem({ label, steps, values }, { folder, line, signal }) {
  let made = 0;
  const onEvent = ({ type }) => {
    if (type !== 'step') return;
    made++;
    line.tick();
  };
  try {
    return { report: await trainRun({ ...writeConfig(folder, label, values), onEvent, signal }) };
  } catch (error) {
    return { error: error.message };
  } finally {
    line.skip(steps - made); // done in an earlier session, or never
  }
}

function tell({ report, error }) {
  if (error !== undefined) return `failed: ${error}`;
  const accuracies = report.subnets.map(({ name, test }) => `${(100 * test.accuracy).toFixed(2)} % (sub-net ${name})`);
  return `test accuracy ${accuracies.join(', ')}; ${report.seconds.toFixed(0)} s of steps`;
}

/** The first Ctrl-C or SIGTERM stops after the step under way. */
function stopOnSignal() {
  const controller = new AbortController();
  const stop = () => controller.abort();
  for (const name of ['SIGINT', 'SIGTERM']) process.once(name, stop);
  return {
    signal: controller.signal,
    end() {
      for (const name of ['SIGINT', 'SIGTERM']) process.removeListener(name, stop);
    },
  };
}
