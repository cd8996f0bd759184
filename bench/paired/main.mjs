// npm run bench -- paired [--seeds 5] [--epochs 2] …: dynamic masks against a static random one, seed by seed. Ends with status 1 where one is worse.
import process from 'node:process';
import { parseArgs } from 'node:util';
import { readRecord } from '../lib/run-record.mjs';
import { trainAll } from '../lib/study.mjs';
import { commonValues, readSetting, studyOptions } from '../lib/study-options.mjs';
import { compare } from './compare.mjs';
import { readSubnets, runsOf } from './contestants.mjs';
import { show } from './show.mjs';

const defaults = { folder: 'runs/paired', data: 'fashion-mnist', model: 'resnet-8', epochs: '2', sparsity: '0.98' };
const { values: given } = parseArgs({
  options: {
    ...studyOptions,
    seeds: { type: 'string', default: '5' },
    'rigl-every': { type: 'string', default: '100' },
    'ast-subnets': { type: 'string', default: '0.9,0.95,0.98' },
    'ast-length': { type: 'string', default: 'own' },
  },
});
const options = { ...defaults, ...given };
const setting = await readSetting(options);
const sparsity = Number(options.sparsity);
const astSubnets = readSubnets(options['ast-subnets'], sparsity);
const astLength = options['ast-length'];
if (!['own', 'total'].includes(astLength)) throw new Error('--ast-length must be own or total.');
const about = {
  common: commonValues(options),
  sparsity,
  rigl: Number(options['rigl-every']),
  astSubnets,
  astLength,
  steps: setting.steps,
};

const seeds = Array.from({ length: Number(options.seeds) }, (_, seed) => seed);
const items = seeds.flatMap((seed) => runsOf({ ...about, seed }));
const { stopped, results } = await trainAll({ title: 'paired', items, folder: setting.folder });

const records = results.map(({ name, seed, subnet, report, error }) =>
  report === undefined ? { name, seed, error: error ?? 'not trained' } : { name, seed, ...readRecord(report, subnet) },
);
const comparisons = compare(records);
const result = { ...options, astSubnets, astLength, records, comparisons };
if (options.json) console.log(JSON.stringify(result));
else show(result, setting);
if (stopped) console.error('Stopped. The same command goes on.');
const failed =
  records.some(({ error }) => error !== undefined) || comparisons.some(({ verdict }) => verdict === 'worse');
process.exitCode = stopped ? 130 : failed ? 1 : 0;
