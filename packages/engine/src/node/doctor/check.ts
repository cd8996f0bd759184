/** One thing the doctor looked at. */
export interface DoctorCheck {
  /** What was looked at. */
  readonly name: string;
  /** `good`; `warn`: works, but slower or less than it could; `bad`: needs attention. */
  readonly ok: 'good' | 'warn' | 'bad';
  /** What was found, with its unit. */
  readonly value: string;
  /** How the value came about and what counts as good. */
  readonly rule: string;
  /** What to do where it is not good. */
  readonly hint?: string;
}

/** A check whose hint is shown only where it is needed. */
export function makeCheck(
  name: string,
  ok: DoctorCheck['ok'],
  value: string,
  rule: string,
  hint: string = '',
): DoctorCheck {
  return { name, ok, value, rule, ...(ok === 'good' || hint === '' ? {} : { hint }) };
}
