// npm run bench -- methods [--epochs 2] [--model resnet-20] …: every strategy that trains one sub-net, with one budget, in one table.
import process from 'node:process';
import { parseArgs } from 'node:util';
import { ask } from '../lib/command.mjs';
import { readRecord } from '../lib/run-record.mjs';
import { chanceLimit } from '../lib/statistics.mjs';
import { trainAll, writeConfig } from '../lib/study.mjs';
import { commonValues, readSetting, studyOptions } from '../lib/study-options.mjs';
import { budgetOf, candidates, chosen, linesOf, valuesOf } from './recipes.mjs';
import { show } from './show.mjs';

const defaults = { folder: 'runs/methods', data: 'cifar10', model: 'resnet-20', epochs: '2', sparsity: '0.9' };
const { values: given } = parseArgs({
  options: { ...studyOptions, seed: { type: 'string', default: '0' }, strategies: { type: 'string' } },
});
const options = { ...defaults, ...given };
const setting = await readSetting(options);
const budget = budgetOf(setting.steps);

/** The config of a line at the first sparsity that its strategy takes, each stage as long as the budget allows. */
async function plan(line) {
  const about = { common: commonValues(options), seed: Number(options.seed) };
  let refusal;
  for (const sparsity of candidates(line, Number(options.sparsity))) {
    const trial = valuesOf(line, { ...about, sparsity, steps: budget });
    try {
      const { config } = writeConfig(setting.folder, line.label, trial);
      const { stages } = await ask('plan', config, '--no-measure');
      const steps = Math.max(1, Math.floor(budget / stages.length));
      return { ...line, steps: steps * stages.length, values: valuesOf(line, { ...about, sparsity, steps }) };
    } catch (error) {
      refusal ??= error;
      if (error.code !== 'pattern-target') break;
    }
  }
  return { ...line, error: refusal.message };
}

const lines = chosen(linesOf(await ask('plugins')), options.strategies);
const items = [];
for (const line of lines) items.push(await plan(line));
const { stopped, results } = await trainAll({ title: 'methods', items, folder: setting.folder });

const limit = chanceLimit(setting.classes, setting.test);
const rows = results.map(({ label, strategy, error, report }) => {
  if (report === undefined) return { label, strategy, error: error ?? 'not trained' };
  const record = readRecord(report);
  return { label, strategy, ...record, learned: record.accuracy > limit };
});
const result = { ...options, budget, limit, rows };
if (options.json) console.log(JSON.stringify(result));
else show(result, setting);
if (stopped) console.error('Stopped. The same command goes on.');
process.exitCode = stopped ? 130 : rows.every(({ learned }) => learned) ? 0 : 1;
