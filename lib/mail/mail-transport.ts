import { createTransport } from "nodemailer";
import { cleanLine } from "@/lib/base/clean-text";
import { secondMs } from "@/lib/base/clock";
import { portal } from "@/lib/base/config/portal";
import { env } from "@/lib/base/env";
import { paths } from "@/lib/base/paths";
import { withoutAddresses } from "./internal/address";
import type { ClaimedMail } from "./internal/mail-rows";
import { messageId, readSender } from "./internal/sender";
import { mailKinds } from "./schema";
import { makeStopToken } from "./stop-token";

/** `refused`: this mail will never be taken. `retry`: everything else, also what is wrong with our own sign-in at the server. */
export type MailOutcome =
  | { kind: "sent"; status: number | null }
  | { kind: "refused" | "retry"; status: number | null; reason: string };

export type MailTransport = { send(mail: ClaimedMail): Promise<MailOutcome>; close(): void };

/** Longest waits for a server that is silent; with them one try stays below the lease. */
const connectMs = 10 * secondMs;
const silenceMs = 20 * secondMs;

/** SMTP as SMTP_URL says (`smtp://user:password@host:587`, `smtps://` for TLS from the start), a few connections kept. */
export function openMailTransport(smtpUrl: string): MailTransport {
  const transporter = createTransport({
    url: smtpUrl,
    pool: true,
    maxConnections: 2,
    connectionTimeout: connectMs,
    greetingTimeout: connectMs,
    socketTimeout: silenceMs,
    dnsTimeout: connectMs,
    // Nothing in a mail is ever read from a disk or an address.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    async send(mail) {
      try {
        const info = await transporter.sendMail(toMessage(mail));
        return { kind: "sent", status: Number.parseInt(info.response, 10) || null };
      } catch (error) {
        return judge(error as SmtpError);
      }
    },
    close: () => transporter.close(),
  };
}

type SmtpError = Error & { code?: string; command?: string; responseCode?: number };

/** RFC 5321, 4.2.1: 5yz is for good. But only of the recipient or the content: a sender or a sign-in that is refused is ours to mend. */
function judge({ code, command, responseCode, message }: SmtpError): MailOutcome {
  const status = responseCode ?? null;
  const reason = cleanLine(withoutAddresses(message || String(code)), 300);
  const aboutMail = command === "RCPT TO" || command === "DATA" || code === "EMESSAGE";
  return { kind: status !== null && status >= 500 && aboutMail ? "refused" : "retry", status, reason };
}

function toMessage(mail: ClaimedMail) {
  const { kind, recipient: to, person_id: personId } = mail;
  const stop = mailKinds[kind].transactional
    ? {}
    : {
        // As it stands: mail programs look for the address in it and decode nothing.
        "List-Unsubscribe": {
          prepared: true,
          value: `<${env().publicUrl}${paths.stopMailNow(makeStopToken({ kind, to, personId: personId ?? undefined }))}>`,
        },
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
      };
  return {
    from: readSender(),
    // As data and not as text: an address is never parsed into several.
    to: { name: "", address: to },
    ...(portal.mail.replyTo ? { replyTo: portal.mail.replyTo } : {}),
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    messageId: messageId(mail.id),
    date: mail.created_at,
    // RFC 3834: nobody's holiday note answers a machine.
    headers: { "Auto-Submitted": "auto-generated", ...stop },
  };
}
