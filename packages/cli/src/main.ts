#!/usr/bin/env node
import process from 'node:process';
import { runCommand } from './command.ts';

// `altsparse plugins | head`: whoever reads may stop reading.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

process.exitCode = await runCommand(process.argv.slice(2));
