/** Longer texts are cut. */
const longest = 2000;

/**
 * Any value as text for an error: texts as they are, everything else as JSON with big integers, NaN and infinity by name.
 * Never throws, and never gives more than about two thousand characters.
 */
export function showValue(value: unknown): string {
  const text = typeof value === 'string' ? value : asJson(value);
  return text.length > longest ? `${text.slice(0, longest)} … (${text.length} characters)` : text;
}

function asJson(value: unknown): string {
  try {
    return JSON.stringify(value, readable) ?? String(value);
  } catch {
    return 'a value that holds itself or cannot be read';
  }
}

/** JSON has neither big integers nor NaN and infinity: it refuses the first and calls the others null. */
function readable(_: string, value: unknown): unknown {
  return typeof value === 'bigint' || (typeof value === 'number' && !Number.isFinite(value)) ? String(value) : value;
}
