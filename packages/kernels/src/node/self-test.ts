import { execFile } from 'node:child_process';
import process from 'node:process';

// Fills 40 numbers with 1 on two threads and reads them back.
const program = `
const addon = require(process.argv[1]);
const machine = addon.open(2);
const place = addon.run(machine, new Int32Array([20, 5, 40, 0x3f800000, 1]), false);
const found = new Float32Array(41);
addon.read(machine, 64, found);
addon.close(machine);
const right = place === -1 && found.every((value, i) => value === (i < 40 ? 1 : 0));
process.exit(right ? 0 : 3);
`;

/** Loads an addon in a process of its own and runs a tape on it; undefined where that works, else what went wrong. */
export function selfTest(file: string): Promise<string | undefined> {
  return new Promise((done) => {
    execFile(process.execPath, ['-e', program, file], { timeout: 20_000 }, (error, _, complaint) => {
      if (error === null) done(undefined);
      else if (error.code === 3) done('it computes wrongly');
      else done(complaint.trim().split('\n').at(-1) || `it ended with ${error.signal ?? error.code}`);
    });
  });
}
