import { createVerify } from "node:crypto";
import { z } from "zod";
import { hourMs, minuteMs, nowMs } from "@/lib/base/clock";

const answerSchema = z.object({ public_keys: z.array(z.object({ key_identifier: z.string(), key: z.string() })) });

/**
 * Checks that a secret-scanning alert is GitHub's own (ECDSA P-256 over the body, keys from `<apiUrl>/meta/public_keys/secret_scanning`).
 * Keys are kept for an hour; a name nobody knows has them read again, at most once a minute, so that strangers cannot make us ask.
 */
export class GithubSignature {
  private keys = new Map<string, string>();
  private readAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly apiUrl: string) {}

  /** Throws when GitHub has to be asked and does not answer. */
  async isValid(body: Buffer, keyIdentifier: string, signature: string): Promise<boolean> {
    const age = nowMs() - this.readAt;
    if (age > hourMs || (!this.keys.has(keyIdentifier) && age > minuteMs)) await this.readKeys();
    const key = this.keys.get(keyIdentifier);
    if (!key) return false;
    return createVerify("SHA256").update(body).verify(key, signature, "base64");
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
