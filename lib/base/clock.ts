/** The one place the time is read from, so that tests can move it. Milliseconds since 1970, UTC. */
let offsetMs = 0;

export function nowMs(): number {
  return Date.now() + offsetMs;
}

export function now(): Date {
  return new Date(nowMs());
}

/** Tests only: moves the clock by `ms` from the real time; 0 puts it back. */
export function shiftClock(ms: number): void {
  offsetMs = ms;
}

export const secondMs = 1_000;
export const minuteMs = 60 * secondMs;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;
