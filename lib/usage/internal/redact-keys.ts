import { portal } from "@/lib/base/config/portal";

const keyPattern = new RegExp(`${portal.organisationPrefix}_(live|sbx)_[0-9A-Za-z]{16,36}`, "g");

/** Takes API keys of this portal out of a text that callers wrote: no secret is ever stored, also not by mistake of the sender. */
export function redactKeys(text: string): string {
  return text.includes(`${portal.organisationPrefix}_`)
    ? text.replace(keyPattern, (_, word) => `${portal.organisationPrefix}_${word}_[redacted]`)
    : text;
}
