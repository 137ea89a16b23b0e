/** Failures in a row after which the portal is left alone. */
const failuresToOpen = 5;
const firstPauseMs = 500;
const longestPauseMs = 15_000;

/** Leaves a portal that keeps failing alone, a little longer each time, and lets one call at a time find out whether it is back. */
export class CircuitBreaker {
  #failures = 0;
  #pauseMs = firstPauseMs;
  #openUntil = 0;
  #probing = false;

  get open(): boolean {
    return this.#openUntil > 0;
  }

  /** Milliseconds until the portal is asked again; 0 when it may be asked. */
  waitMs(): number {
    if (!this.open) return 0;
    return Math.max(this.#probing ? 100 : 0, this.#openUntil - performance.now());
  }

  /** Whether to ask now; true while open makes the caller the probe. */
  mayTry(): boolean {
    if (!this.open) return true;
    if (this.#probing || performance.now() < this.#openUntil) return false;
    this.#probing = true;
    return true;
  }

  succeeded(): void {
    this.#failures = 0;
    this.#pauseMs = firstPauseMs;
    this.#openUntil = 0;
    this.#probing = false;
  }

  failed(): void {
    this.#failures += 1;
    if (this.open && !this.#probing) return;
    if (!this.open && this.#failures < failuresToOpen) return;
    this.#probing = false;
    // Spread, so that many servers do not come back in the same instant.
    this.#openUntil = performance.now() + this.#pauseMs * (0.5 + Math.random() / 2);
    this.#pauseMs = Math.min(longestPauseMs, this.#pauseMs * 2);
  }
}
