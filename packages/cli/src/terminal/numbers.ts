/** What stands for a number that nobody knows. */
const unknown = 'unknown';

/** A share as per cent: `0.98765` → `98.77 %`. */
export function percent(share: number, digits = 2): string {
  if (!Number.isFinite(share)) return unknown;
  return `${(share * 100).toFixed(digits)} %`;
}

/** A sparsity as per cent, exact where few digits are: `0.9` → `90 %`. */
export function sparsityText(sparsity: number): string {
  return `${Number((sparsity * 100).toFixed(2))} %`;
}

const units = ['', ' k', ' M', ' G', ' T', ' P'];

/** A count with three digits and a unit of thousands: `1234567` → `1.23 M`. */
export function countText(value: number): string {
  if (!Number.isFinite(value)) return unknown;
  let size = value;
  let unit = 0;
  while (size >= 999.5 && unit < units.length - 1) {
    size /= 1000;
    unit++;
  }
  return `${unit === 0 ? Number(size.toFixed(0)) : size.toPrecision(3)}${units[unit]}`;
}

/** Bytes in units of 1024: `1536` → `1.5 KiB`. */
export function bytesText(bytes: number): string {
  if (!Number.isFinite(bytes)) return unknown;
  const names = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const unit = bytes < 1 ? 0 : Math.min(names.length - 1, Math.floor(Math.log2(bytes) / 10));
  return `${Number((bytes / 1024 ** unit).toFixed(unit === 0 ? 0 : 1))} ${names[unit]}`;
}

/** A length of time: `42 s`, `3 min 05 s`, `2 h 07 min`. */
export function timeText(seconds: number): string {
  if (!Number.isFinite(seconds)) return '–';
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const two = (value: number): string => String(value).padStart(2, '0');
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
  return `${Math.floor(whole / 3600)} h ${two(Math.floor((whole % 3600) / 60))} min`;
}
