import { createVerify } from "node:crypto";
import { z } from "zod";
import { hourMs, minuteMs, nowMs, secondMs } from "@/lib/base/clock";

const answerSchema = z.object({ public_keys: z.array(z.object({ key_identifier: z.string(), key: z.string() })) });

/** How long GitHub is left alone after it did not answer. */
const awayPauseMs = 5 * secondMs;

/**
 * Checks that a secret-scanning alert is GitHub's own (ECDSA P-256 over the body, keys from `<apiUrl>/meta/public_keys/secret_scanning`).
 * Keys are read again after an hour, and for a name nobody knows at most once a minute; all who wait share one reading, and while GitHub
 * is away it is asked every five seconds: strangers cannot make us ask. Keys that are known outlive GitHub's absence.
 */
export class GithubSignature {
  private keys = new Map<string, string>();
  private readAt = Number.NEGATIVE_INFINITY;
  private failedAt = Number.NEGATIVE_INFINITY;
  private reading: Promise<void> | undefined;

  constructor(private readonly apiUrl: string) {}

  /** Throws when GitHub has to be asked and does not answer. */
  async isValid(body: Buffer, keyIdentifier: string, signature: string): Promise<boolean> {
    const age = nowMs() - this.readAt;
    if (age > hourMs || (!this.keys.has(keyIdentifier) && age > minuteMs)) {
      await this.readOnce().catch((error: unknown) => {
        if (!this.keys.has(keyIdentifier)) throw error;
      });
    }
    const key = this.keys.get(keyIdentifier);
    if (!key) return false;
    return createVerify("SHA256").update(body).verify(key, signature, "base64");
  }

  private async readOnce(): Promise<void> {
    if (!this.reading) {
      if (nowMs() - this.failedAt < awayPauseMs) throw new Error("GitHub did not answer a moment ago");
      this.reading = this.readKeys()
        .catch((error: unknown) => {
          this.failedAt = nowMs();
          throw error;
        })
        .finally(() => {
          this.reading = undefined;
        });
    }
    return this.reading;
  }

  private async readKeys(): Promise<void> {
    const response = await fetch(`${this.apiUrl}/meta/public_keys/secret_scanning`, {
      headers: { accept: "application/json", "user-agent": "waymark" },
      signal: AbortSignal.timeout(5_000),
    });
    if (!response.ok) throw new Error(`GitHub's public keys: HTTP ${response.status}`);
    const { public_keys } = answerSchema.parse(await response.json());
    this.keys = new Map(public_keys.map(({ key_identifier, key }) => [key_identifier, key]));
    this.readAt = nowMs();
  }
}
