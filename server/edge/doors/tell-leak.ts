import { portal } from "@/lib/base/config/portal";
import { env } from "@/lib/base/env";
import { paths } from "@/lib/base/paths";
import type { Db, Tx } from "@/lib/base/postgres";
import { listMembers } from "@/lib/identity/list-members";
import { getApp } from "@/lib/keys/get-app";
import type { LeakedKey } from "@/lib/keys/report-leak";
import { queueMail } from "@/lib/mail/queue-mail";

/**
 * Writes to who can do something about a key that was found in public: its maker while they are in its company, the company's owners and
 * admins. Once for each key. No part of the secret is in it.
 */
export async function tellLeak(tx: Db | Tx, key: LeakedKey): Promise<void> {
  const [members, app] = await Promise.all([listMembers(tx, key.companyId), getApp(tx, key.appId)]);
  const ended = key.willBe === "revoked";
  for (const { personId, role, email } of members) {
    if (!email || !(personId === key.createdById || role === "owner" || role === "admin")) continue;
    await queueMail(tx, {
      ...{ to: email, kind: "key_leaked", personId, dedupeKey: `key_leaked:${key.id}:${personId}` },
      subject: `Your ${key.environment} key “${key.name}” was found in public`,
      content: {
        heading: ended ? "A key of yours leaked and was revoked" : "A key of yours leaked and still works",
        blocks: [
          `${key.finder === "github" ? "GitHub" : key.finder} found the key in a public place. Everybody could read and use it.`,
          {
            facts: [
              ["Key", key.name],
              ["App", app?.name ?? key.appId],
              ["Environment", key.environment],
              ["Found at", key.url ?? "not told"],
            ],
          },
          ended
            ? "It was revoked at once: calls with it are refused now. Make a new key, put it where the old one was used, and keep it out of your repository, in an environment variable or a secret store."
            : "It still works, because stopping a live key may stop your service. Roll it now: the new key works at once, the old one as long as you choose. Then revoke the old one.",
          "Taking the file out of the repository is not enough: its history keeps the key.",
        ],
        action: {
          label: ended ? "Make a new key" : "Roll the key",
          href: `${env().publicUrl}${ended ? paths.console.appKeys(key.appId) : paths.console.key(key.appId, key.id)}`,
        },
        reason: `You get this mail because you look after this key at ${portal.name}.`,
      },
    });
  }
}
