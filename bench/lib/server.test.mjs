import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { startServer } from './server.mjs';

const server = fileURLToPath(new URL('./server.mjs', import.meta.url));

/** A server that prints beside its answers. */
const chatty = `
  import { serve } from ${JSON.stringify(server)};
  await serve(async ({ number }) => {
    process.stdout.write('a line\\n{"number":-1}\\nhalf a line');
    return { number: number + 1 };
  });`;

it('answers each request by itself, whatever else it prints', async () => {
  const one = startServer(process.execPath, ['--input-type=module', '-e', chatty]);
  expect(await one.ask({ number: 1 })).toEqual({ number: 2 });
  expect(await one.ask({ number: 2 })).toEqual({ number: 3 });
  await one.end();
});

it('says so where the program ends instead', async () => {
  const one = startServer(process.execPath, ['-e', 'process.stdin.once("data", () => process.exit(1))']);
  await expect(one.ask({})).rejects.toThrow('ended before it answered');
});
