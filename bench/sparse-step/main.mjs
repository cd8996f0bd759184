// npm run bench -- sparse-step [--net wide] [--batch 128] [--masks uniform] [--threads 2,1] [--sparsity 0,90,95,98] [--engines native,wasm,pytorch,sparseprop] …:
// milliseconds of one training step of sparse nets, here and elsewhere. Every contestant is a process of its own that makes one step when asked;
// they are asked in turn.
import process from 'node:process';
import { parseArgs } from 'node:util';
import { warmUp } from '../lib/interleave.mjs';
import { writePicture } from '../lib/picture.mjs';
import { progress } from '../lib/progress.mjs';
import { contestants } from './contestants.mjs';
import { measureSetting } from './measure.mjs';
import { options, readOptions, settingsOf } from './settings.mjs';
import { drawSettings, showRules, showSetting, titleOf } from './show.mjs';
import { summarise } from './summary.mjs';

const { values: given } = parseArgs({ options });
const choice = { ...readOptions(given), quiet: given.quiet };
const settings = settingsOf(choice).filter((setting) => contestants('', setting, choice).length > 0);
const answers = settings.map((setting) => contestants('', setting, choice).length * (warmUp + choice.pairs));
const line = progress(
  'answers',
  answers.reduce((sum, one) => sum + one, 0),
);

const measured = [];
for (const setting of settings) {
  const result = summarise(await measureSetting(setting, choice, line));
  measured.push(result);
  line.note(`${titleOf(result)}: done (${measured.length} of ${settings.length})`);
}
line.end();

const picture = writePicture(given.picture, drawSettings(measured));
const about = { ompWaitPolicy: process.env.OMP_WAIT_POLICY ?? 'as PyTorch has it', picture };
if (given.json) console.log(JSON.stringify({ options: given, ...about, settings: measured }));
else {
  for (const setting of measured) showSetting(setting);
  showRules(about);
}
