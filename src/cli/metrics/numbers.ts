/** Numbers and moments as an axis shows them. Pure. */

/** Too small for any axis, and for arithmetic. */
const NOTHING = 1e-30;
export const settled = (value: number): number => (Math.abs(value) < NOTHING ? 0 : value);

/** Round numbers from below the least to above the greatest, about so many: steps are 1, 2 or 5 and a power of ten. */
export function ticksOf(least: number, greatest: number, count: number): readonly number[] {
  const span = settled(greatest - least) || Math.abs(settled(greatest)) || 1;
  const [from, to] = settled(greatest - least) === 0 ? [least - span / 2, greatest + span / 2] : [least, greatest];
  const raw = (to - from) / Math.max(1, count - 1);
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = ([1, 2, 5].find((each) => each * power >= raw * 0.999) ?? 10) * power;
  const [first, last] = [Math.floor(from / step + 1e-9), Math.ceil(to / step - 1e-9)];
  return Array.from({ length: last - first + 1 }, (_, nth) => Number(((first + nth) * step).toPrecision(12)));
}

/** As few digits as tell ticks of this distance apart. */
export function tickText(value: number, step: number): string {
  if (Math.abs(value) >= 10_000 || (step > 0 && step < 0.0001)) return shortNumber(value);
  const digits = Math.min(6, Math.max(0, -Math.floor(Math.log10(step) + 1e-9)));
  return value.toFixed(digits);
}

const LARGE = [
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
] as const;

/** Four digits, and a letter for what is large: 12.35k. */
export function shortNumber(value: number): string {
  const [unit, letter] = LARGE.find(([least]) => Math.abs(value) >= least * (least === 1e3 ? 10 : 1)) ?? [1, ''];
  return `${Number((value / unit).toPrecision(4))}${letter}`;
}

/** The time of day; the date too, where the axis is longer than that. In UTC, as everything that AWS and Kubernetes tell. */
export function timeText(time: number, spanMs: number): string {
  const text = new Date(time).toISOString();
  if (spanMs > 2 * 86_400_000) return text.slice(5, 10);
  return spanMs < 600_000 ? text.slice(11, 19) : text.slice(11, 16);
}

/** `1m` of 60, `5m`, `1h`. */
export function spanOfSeconds(seconds: number): string {
  if (seconds % 86_400 === 0) return `${seconds / 86_400}d`;
  if (seconds % 3_600 === 0) return `${seconds / 3_600}h`;
  return seconds % 60 === 0 ? `${seconds / 60}m` : `${seconds}s`;
}
