// How long the turns that are left will take: those who take part are not equally fast, and starting takes another time than training.

/**
 * Milliseconds that are left, from the turns so far: each goes on as fast, step for step, as before.
 *
 * @param turns - Lists of milliseconds, one for each who takes part; the first of each is the start.
 * @param about - `{ steps, chunk }`: of a run, and of a turn; the last turn may be shorter.
 * @returns Undefined before everyone has trained.
 */
export function timeLeft(turns, { steps, chunk }) {
  if (turns.some(({ length }) => length < 2)) return undefined;
  return turns.reduce((sum, [, ...trained]) => {
    const done = Math.min(steps, chunk * trained.length);
    return sum + (trained.reduce((all, ms) => all + ms, 0) / done) * (steps - done);
  }, 0);
}
