import type { PortalCaller } from "./types.js";

/** Who was let through lately, for the time when the portal cannot be asked. Bounded, the oldest leave first. */
export class KnownCallers {
  readonly #callers = new Map<string, { caller: PortalCaller; at: number }>();
  readonly #max: number;
  readonly #forMs: number;

  constructor(max: number, forMs: number) {
    this.#max = max;
    this.#forMs = forMs;
  }

  note(question: string, caller: PortalCaller): void {
    this.#callers.delete(question);
    this.#callers.set(question, { caller, at: performance.now() });
    if (this.#callers.size > this.#max) this.#callers.delete(this.#callers.keys().next().value as string);
  }

  find(question: string): PortalCaller | undefined {
    const known = this.#callers.get(question);
    if (!known || performance.now() - known.at > this.#forMs) return undefined;
    if (known.caller.expires !== undefined && Date.parse(known.caller.expires) <= Date.now()) return undefined;
    return known.caller;
  }

  forget(question: string): void {
    this.#callers.delete(question);
  }

  forgetKey(keyId: string): void {
    for (const [question, { caller }] of this.#callers) {
      if (caller.keyId === keyId) this.#callers.delete(question);
    }
  }
}
