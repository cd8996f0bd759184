// The built command as a process of its own: what a study trains goes the way of everybody's runs.
import { execFile, spawn } from 'node:child_process';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const command = fileURLToPath(new URL('../../packages/cli/dist/main.js', import.meta.url));

/** What the command answers as JSON. Throws an `Error` with `code`, the command's own, if it fails. */
export function ask(...args) {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [command, ...args, '--json'], { maxBuffer: 2 ** 28 }, (error, out, notes) => {
      if (error === null) resolve(JSON.parse(out));
      else reject(failure(notes));
    });
  });
}

/**
 * Trains a config, or goes on with it: a complete run is left alone.
 *
 * @param config - Path of the config.
 * @param runs - Folder of the config's runs.
 * @param onEvent - Told each event; `run` comes first unless the run is complete already.
 * @param signal - Stops the run after the step under way; its state is kept.
 * @returns The run's report.
 */
export function trainRun({ config, runs, onEvent, signal }) {
  const args = [command, 'train', config, '--resume', '--runs', runs, '--json'];
  // In a group of its own: Ctrl-C reaches it once, through the signal, for a second one would cost its state.
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const stop = () => child.kill('SIGTERM');
  signal.addEventListener('abort', stop);
  let [report, notes] = [undefined, ''];
  createInterface({ input: child.stdout }).on('line', (line) => {
    const event = JSON.parse(line);
    if (event.type === 'result') report = event;
    onEvent(event);
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    notes += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => {
      signal.removeEventListener('abort', stop);
      if (status === 0 && report !== undefined) resolve(report);
      else reject(failure(notes, status));
    });
  });
}

/** The error that the command printed, in one line. */
export function failure(notes, status) {
  const [, summary, code] = /^(?:error|stopped): (.*) \[([a-z-]+)\]$/m.exec(notes) ?? [];
  const found = /^ {2}found: +(.*)$/m.exec(notes)?.[1];
  const other = notes.trim().replace(/\s+/g, ' ').slice(-500) || `status ${status}`;
  const text = summary === undefined ? other : `${summary} [${code}]`;
  return Object.assign(new Error(found === undefined ? text : `${text} Found: ${found}`), { code });
}
