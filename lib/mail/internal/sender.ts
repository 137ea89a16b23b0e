import { portal } from "@/lib/base/config/portal";
import { env } from "@/lib/base/env";

export type Sender = { name: string; address: string };

/** MAIL_FROM, else `mail.from` of portal.config.ts, else the portal's name and no-reply at its host. */
export function readSender(): Sender {
  const given = env().MAIL_FROM ?? portal.mail.from;
  if (!given) return { name: portal.name, address: `no-reply@${new URL(env().publicUrl).hostname}` };
  const named = /^(.*)<([^<>]+)>$/.exec(given);
  if (!named) return { name: portal.name, address: given };
  return { name: (named[1] as string).trim() || portal.name, address: named[2] as string };
}

/** The same for every try of a mail: by it the receiver recognises one that arrives twice. */
export function messageId(mailId: string): string {
  const host = readSender().address.split("@").at(-1) ?? "localhost";
  return `<${mailId}@${host}>`;
}
