/** One thing that a part is tested for. */
export interface Check<Subject> {
  /** Its name, in kebab case: `exact-count`. */
  readonly name: string;
  /** What holds where it passes: a sentence. */
  readonly says: string;
  /** @returns What is wrong, a sentence each; empty if nothing is. */
  run(subject: Subject): Promise<readonly string[]> | readonly string[];
}

/** What a check found wrong. */
export interface Finding {
  /** Name of the check. */
  readonly check: string;
  /** What is wrong, and where. */
  readonly fault: string;
}

/** Faults beyond this number say nothing new. */
const most = 5;

/** What one check finds; a check that fails itself has found something, too. */
export async function findingsOf<Subject>(check: Check<Subject>, subject: Subject): Promise<readonly Finding[]> {
  try {
    const faults = await check.run(subject);
    return faults.slice(0, most).map((fault) => ({ check: check.name, fault }));
  } catch (error) {
    return [{ check: check.name, fault: messageOf(error) }];
  }
}

/** What all checks find, one after the other. */
export async function allFindings<Subject>(
  checks: readonly Check<Subject>[],
  subject: Subject,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const check of checks) findings.push(...(await findingsOf(check, subject)));
  return findings;
}

/** What an error says. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
