import { AltsparseError, type KnownErrorCode } from '@altsparse/core';

/** A fault that the system or the machine has a name for, and what to say of it. */
interface KnownFault {
  readonly code: KnownErrorCode;
  readonly sentence: string;
  readonly hint: string;
}

const missing: KnownFault = { code: 'file-missing', sentence: 'It is not there.', hint: 'Check the path.' };
const permission: KnownFault = {
  code: 'file-permission',
  sentence: 'The right to do this is missing.',
  hint: 'Change the rights of the file or its folder, or give another path.',
};
const kind = (sentence: string): KnownFault => ({ code: 'file-kind', sentence, hint: 'Give another path.' });
const full: KnownFault = {
  code: 'disk-full',
  sentence: 'There is no room left to write.',
  hint: 'Make room, or let runs be kept elsewhere: --runs FOLDER.',
};
const busy: KnownFault = {
  code: 'file-busy',
  sentence: 'It is in use, or too many files are open.',
  hint: 'Close other programs, or allow more open files: `ulimit -n`.',
};
const failed: KnownFault = {
  code: 'file-failed',
  sentence: 'The system refused to do this.',
  hint: 'Look at what was found; --debug shows where it happened.',
};

/** By the system's own codes. */
const bySystemCode: Readonly<Record<string, KnownFault>> = {
  ENOENT: missing,
  EACCES: permission,
  EPERM: permission,
  EROFS: permission,
  EISDIR: kind('This is a folder; a file is needed.'),
  ENOTDIR: kind('This is a file; a folder is needed.'),
  ENOSPC: full,
  EDQUOT: full,
  EMFILE: busy,
  ENFILE: busy,
  EBUSY: busy,
};

const outOfMemory =
  /allocation failed|invalid (typed )?array( buffer)? length|out of memory|OOM when allocating|ENOMEM/i;

/** What reached the end of the command, as an error with a code, a place and a hint. */
export function typedError(error: unknown): AltsparseError {
  if (error instanceof AltsparseError) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (outOfMemory.test(message))
    return new AltsparseError('memory-full', 'There is not enough memory.', {
      found: message,
      hint: 'Use smaller batches (--set batchSize=32), fewer threads or a smaller net.',
      cause: error,
    });
  if (isSystemError(error)) return systemFault(error);
  return new AltsparseError('unexpected', message, {
    hint: 'This was not expected; --debug shows where it happened.',
    cause: error,
  });
}

function systemFault(error: NodeJS.ErrnoException): AltsparseError {
  const { code, sentence, hint } = bySystemCode[error.code ?? ''] ?? failed;
  const { path, dest } = error as { readonly path?: string; readonly dest?: string };
  const place = [path, dest].filter((one) => one !== undefined).join(' → ');
  return new AltsparseError(code, sentence, {
    ...(place !== '' && { place }),
    found: error.message,
    hint,
    cause: error,
  });
}

/** One that a call of the system made: `ENOENT: no such file or directory, open 'x'`. */
function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error && 'code' in error;
}
