import { cleanLine, cleanText } from "@/lib/base/clean-text";
import { newId } from "@/lib/base/ids";
import { redactSecrets } from "@/lib/base/redact-secrets";
import type { QuarantineRow } from "@/lib/events/schema";
import { type BadCall, type Dialect, maxEventBytes, type Sender } from "../schema";

/** The quarantine row of a call that cannot be an event: what it was, and why, so that it can be mended. */
export function setAside(call: BadCall, sender: Sender, receivedAtMs: number, dialect?: Dialect): QuarantineRow {
  return {
    // A call that names none gets one here: sent again from quarantine, however often, it is one event.
    event_id: cleanLine(call.messageId ?? "", 256) || newId("event"),
    name: redactSecrets(cleanLine(call.name ?? "", 256)),
    received_at: new Date(receivedAtMs).toISOString(),
    source_id: sender.sourceId,
    reason: call.reason,
    errors: JSON.stringify(
      call.errors
        .slice(0, 20)
        .map(({ pointer, detail }) => ({ pointer: redactSecrets(cleanText(pointer, 512)), detail })),
    ),
    payload: payloadOf(call.raw),
    dialect: dialect ?? "",
  };
}

function payloadOf(raw: unknown): string {
  try {
    return cleanText(redactSecrets(JSON.stringify(raw, withoutAddress) ?? "null"), maxEventBytes);
  } catch {
    // Nested deeper than the stack.
    return '"(nested too deeply to be kept)"';
  }
}

/** IP addresses are never stored (domain.md), also not those that servers put into their events. */
function withoutAddress(key: string, value: unknown): unknown {
  return /^[$]?(ip|ip_?address|remote_?addr(ess)?)$/i.test(key) ? undefined : value;
}
