// Options that hold several values.

/** The parts of a comma-separated text. */
export const list = (text) => text.split(',').map((part) => part.trim());
