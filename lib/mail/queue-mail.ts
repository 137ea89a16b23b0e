import { cleanLine, cleanText } from "@/lib/base/clean-text";
import { now } from "@/lib/base/clock";
import { env } from "@/lib/base/env";
import { newId } from "@/lib/base/ids";
import { paths } from "@/lib/base/paths";
import type { Db, Tx } from "@/lib/base/postgres";
import { readAddress } from "./internal/address";
import { renderMail } from "./internal/render-mail";
import { wantsNone } from "./internal/wants-none";
import { mailKinds, type QueuedMail, type QueueOutcome } from "./schema";
import { makeStopToken } from "./stop-token";

/** A subject of somebody else's words must not become a letter; RFC 5322 lets a line have 998. */
const maxSubject = 200;

/**
 * Writes a mail into the outbox, in the caller's transaction: it goes out if and only if that commits. The worker delivers it at least once,
 * with the same Message-ID each time. Nothing is written to who stopped mails of this kind, nor twice under one `dedupeKey`. Subject and
 * texts are put on one line or escaped, so that nobody's words become a header or markup.
 */
export async function queueMail(tx: Db | Tx, mail: QueuedMail): Promise<QueueOutcome> {
  const { kind, personId, dedupeKey } = mail;
  const to = readAddress(mail.to);
  if (!to) return { kind: "bad_address" };
  const transactional = mailKinds[kind].transactional;
  if (await wantsNone(tx, { kind, to, personId })) return { kind: "stopped" };
  const stopHref = transactional
    ? undefined
    : `${env().publicUrl}${paths.stopMail(makeStopToken({ kind, to, personId }))}`;
  const { text, html } = renderMail(mail.content, stopHref);
  const mailId = newId("mail");
  const at = now();
  const { count } = await tx.mail.createMany({
    data: [
      {
        ...{ id: mailId, kind, personId, dedupeKey, recipient: to, createdAt: at, nextAttemptAt: at },
        subject: cleanLine(mail.subject, maxSubject),
        text: storable(text),
        html: storable(html),
      },
    ],
    skipDuplicates: true,
  });
  return count ? { kind: "queued", mailId } : { kind: "duplicate" };
}

const storable = (text: string) => cleanText(text).replaceAll("\0", "");
