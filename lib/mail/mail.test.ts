import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { GET, POST } from "@/app/(site)/mail/stop/now/route";
import { dayMs, hourMs, minuteMs, shiftClock } from "@/lib/base/clock";
import { portal } from "@/lib/base/config/portal";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { useStores } from "@/lib/base/testing/stores";
import { deliverMails } from "./deliver-mails";
import { getMail } from "./get-mail";
import { type MailTransport, openMailTransport } from "./mail-transport";
import { pruneMails } from "./prune-mails";
import { queueMail } from "./queue-mail";
import { resendMail } from "./resend-mail";
import type { QueuedMail } from "./schema";
import { makeStopToken, readStopToken } from "./stop-token";
import { openSmtpStandIn, type SmtpStandIn } from "./testing/smtp-stand-in";

useStores({ postgres: true, env: { MAIL_FROM: "Parcelway <hello@parcelway.example>" } });

let smtp: SmtpStandIn;
let transport: MailTransport;
beforeAll(async () => {
  smtp = await openSmtpStandIn();
  transport = openMailTransport(smtp.url);
});
afterAll(async () => {
  transport.close();
  await smtp.close();
});
beforeEach(async () => {
  await postgres().mail.deleteMany();
  Object.assign(smtp, { taken: [], seen: [], answer: () => null, refuseRecipient: () => null });
});
afterEach(() => shiftClock(0));

const ada = "ada@analytical.example";
const mail = (more: Partial<QueuedMail> = {}): QueuedMail => ({
  ...{ to: ada, kind: "test", subject: "Hello" },
  content: { heading: "Hello Ada", blocks: ["One sentence."] },
  ...more,
});
async function queue(more: Partial<QueuedMail> = {}): Promise<string> {
  const outcome = await queueMail(postgres(), mail(more));
  if (outcome.kind !== "queued") throw new Error(outcome.kind);
  return outcome.mailId;
}
function first() {
  const [mail] = smtp.taken;
  if (!mail) throw new Error("nothing arrived");
  return mail;
}
const header = (raw: string, name: string) =>
  new RegExp(`^${name}: (.*(?:\\r\\n[ \\t].*)*)`, "im").exec(raw)?.[1]?.replace(/\r\n[ \t]/g, " ");

describe("writing a mail", () => {
  it("happens with the caller's transaction, or not at all", async () => {
    const stopped = postgres().$transaction(async (tx) => {
      await queueMail(tx, mail());
      throw new Error("rolled back");
    });
    await expect(stopped).rejects.toThrow("rolled back");
    expect(await postgres().mail.count()).toBe(0);
  });

  it("writes the same thing once", async () => {
    await queue({ dedupeKey: "leak:1" });
    expect(await queueMail(postgres(), mail({ dedupeKey: "leak:1" }))).toEqual({ kind: "duplicate" });
    await queue({ dedupeKey: "leak:2" });
    expect(await postgres().mail.count()).toBe(2);
  });

  it.each([
    ["two addresses", "a@x.example, b@x.example"],
    ["a line break", "a@x.example\r\nBcc: b@x.example"],
    ["a name", "Ada <a@x.example>"],
    ["nothing", ""],
  ])("takes no recipient that is %s", async (_what, to) => {
    expect(await queueMail(postgres(), mail({ to }))).toEqual({ kind: "bad_address" });
  });

  it("lets nobody's words become a header, a part or markup", async () => {
    const evil = "Hi\r\nBcc: evil@x.example\r\n\r\n<script>alert(1)</script>\0";
    const id = await queue({ subject: evil, content: { heading: evil, blocks: [evil, { facts: [["a", evil]] }] } });
    await deliverMails(postgres(), transport);
    const { raw, to } = first();
    expect(to).toEqual([ada]);
    const head = raw.slice(0, raw.indexOf("\r\n\r\n"));
    expect(head).not.toMatch(/^bcc:/im);
    expect(header(raw, "Subject")).toMatch(/^Hi Bcc: evil@x.example/);
    expect((await getMail(postgres(), id))?.html).not.toContain("<script>");
  });
});

describe("delivering mails", () => {
  it("sends both parts, from the portal's sender, answered by no machine", async () => {
    const id = await queue({
      content: {
        heading: "Hello Ada",
        blocks: ["Zażółć & more"],
        action: { label: "Go", href: "https://x.example/a?b=1&c=2" },
      },
    });
    expect(await deliverMails(postgres(), transport)).toEqual({ sent: 1, givenUp: 0, later: 0 });
    const { raw, from } = first();
    expect(from).toBe("hello@parcelway.example");
    expect(header(raw, "From")).toBe("Parcelway <hello@parcelway.example>");
    expect(header(raw, "Message-ID")).toBe(`<${id}@parcelway.example>`);
    expect(header(raw, "Auto-Submitted")).toBe("auto-generated");
    expect(header(raw, "List-Unsubscribe")).toBeUndefined();
    expect(raw).toContain("text/plain");
    expect(raw).toContain("text/html");
    expect((await getMail(postgres(), id))?.html).toContain('href="https://x.example/a?b=1&amp;c=2"');
    expect(await getMail(postgres(), id)).toMatchObject({ state: "delivered", attempts: 1, responseStatus: 250 });
    expect(await deliverMails(postgres(), transport)).toEqual({ sent: 0, givenUp: 0, later: 0 });
  });

  it("tries again later what the server did not take, under the same Message-ID", async () => {
    const id = await queue();
    smtp.answer = () => 451;
    expect(await deliverMails(postgres(), transport)).toEqual({ sent: 0, givenUp: 0, later: 1 });
    expect(await getMail(postgres(), id)).toMatchObject({ state: "waiting", attempts: 1, responseStatus: 451 });
    // The first wait is 5 s and up to a fifth longer, the second 5 minutes.
    expect(await deliverMails(postgres(), transport)).toMatchObject({ later: 0 });
    shiftClock(7_000);
    expect(await deliverMails(postgres(), transport)).toMatchObject({ later: 1 });
    shiftClock(7_000 + 4 * minuteMs);
    smtp.answer = () => null;
    expect(await deliverMails(postgres(), transport)).toMatchObject({ sent: 0, later: 0 });
    shiftClock(7_000 + 7 * minuteMs);
    expect(await deliverMails(postgres(), transport)).toMatchObject({ sent: 1 });
    expect(new Set(smtp.seen.map(({ raw }) => header(raw, "Message-ID")))).toEqual(
      new Set([`<${id}@parcelway.example>`]),
    );
    expect(smtp.seen).toHaveLength(3);
  });

  it.each([
    ["a recipient that does not exist", () => ({ refuseRecipient: () => 550 })],
    ["content that is refused", () => ({ answer: () => 554 })],
  ])("ends at once with %s, and keeps no address in the reason", async (_what, change) => {
    const id = await queue();
    Object.assign(smtp, change());
    expect(await deliverMails(postgres(), transport)).toEqual({ sent: 0, givenUp: 1, later: 0 });
    const ended = await getMail(postgres(), id);
    expect(ended).toMatchObject({ state: "dead", attempts: 1, finishedAt: expect.any(Date) });
    expect(ended?.error).not.toContain(ada);
    Object.assign(smtp, { answer: () => null, refuseRecipient: () => null });
    expect(await resendMail(postgres(), { mailId: id, actorId: "per_admin" })).toBe(true);
    expect(await deliverMails(postgres(), transport)).toMatchObject({ sent: 1 });
    expect(await resendMail(postgres(), { mailId: id, actorId: "per_admin" })).toBe(false);
  });

  it("loses nothing over our own wrong password or a server that is away", async () => {
    const guarded = await openSmtpStandIn({ login: { user: "portal", pass: "right" } });
    const wrong = openMailTransport(guarded.url.replace("right", "wrong"));
    const id = await queue();
    expect(await deliverMails(postgres(), wrong)).toEqual({ sent: 0, givenUp: 0, later: 1 });
    expect(await getMail(postgres(), id)).toMatchObject({ state: "waiting", responseStatus: 535 });
    wrong.close();
    const right = openMailTransport(guarded.url);
    shiftClock(minuteMs);
    expect(await deliverMails(postgres(), right)).toMatchObject({ sent: 1 });
    right.close();
    await guarded.close();
    const away = openMailTransport(guarded.url);
    await queue();
    expect(await deliverMails(postgres(), away)).toMatchObject({ later: 1 });
    away.close();
  });

  it("gives each mail to one worker only, and to the next when one died over it", async () => {
    for (let n = 0; n < 25; n++) await queue({ subject: `Mail ${n}` });
    const both = await Promise.all([deliverMails(postgres(), transport), deliverMails(postgres(), transport)]);
    expect(both[0].sent + both[1].sent).toBe(25);
    expect(new Set(smtp.taken.map(({ raw }) => header(raw, "Subject"))).size).toBe(25);
    const id = await queue();
    // As a worker leaves it that is killed with the mail on its way.
    await postgres().mail.update({ where: { id }, data: { leasedUntil: new Date(Date.now() + 60_000) } });
    expect(await deliverMails(postgres(), transport)).toMatchObject({ sent: 0 });
    shiftClock(61_000);
    expect(await deliverMails(postgres(), transport)).toMatchObject({ sent: 1 });
  });

  it("sends what waited in the mailbox while it is news, and keeps the rest to be read or sent by hand", async () => {
    const old = await queue({ subject: "old" });
    shiftClock(3 * dayMs);
    const young = await queue({ subject: "young" });
    shiftClock(4 * dayMs + hourMs);
    expect(await deliverMails(postgres(), transport)).toEqual({ sent: 1, givenUp: 1, later: 0 });
    expect(await getMail(postgres(), young)).toMatchObject({ state: "delivered" });
    expect(await getMail(postgres(), old)).toMatchObject({ state: "dead", text: expect.stringContaining("Hello Ada") });
    expect(await pruneMails(postgres())).toBe(0);
    shiftClock(35 * dayMs);
    expect(await pruneMails(postgres())).toBe(2);
  });
});

describe("stopping mails", () => {
  const press = (token: string, body: Record<string, string>) =>
    POST(
      new Request(`http://127.0.0.1:3000${paths.stopMailNow(token)}`, {
        method: "POST",
        body: new URLSearchParams(body),
      }),
    );
  const note = (more: Partial<QueuedMail> = {}) => queueMail(postgres(), mail({ kind: "stuck", ...more }));

  it("works with one click from the mail program, and only with a POST", async () => {
    await note();
    await deliverMails(postgres(), transport);
    const { raw } = first();
    expect(header(raw, "List-Unsubscribe-Post")).toBe("List-Unsubscribe=One-Click");
    const address = /<(.+)>/.exec(header(raw, "List-Unsubscribe")?.replaceAll(" ", "") ?? "")?.[1] ?? "";
    expect(address).toMatch(/^http:\/\/127.0.0.1:3000\/mail\/stop\/now\?t=/);
    const token = new URL(address).searchParams.get("t") ?? "";
    // A program that opens links ahead of people.
    const looked = GET(new Request(address));
    expect([looked.status, looked.headers.get("location")]).toEqual([303, paths.stopMail(token)]);
    expect(await note()).toMatchObject({ kind: "queued" });
    const clicked = await press(token, { "List-Unsubscribe": "One-Click" });
    expect([clicked.status, clicked.headers.get("set-cookie")]).toEqual([200, null]);
    expect(await note()).toEqual({ kind: "stopped" });
    expect(await note({ to: ada.toUpperCase() })).toEqual({ kind: "stopped" });
    // What waited is not sent either; other kinds and what everybody must know still come.
    expect(await deliverMails(postgres(), transport)).toEqual({ sent: 0, givenUp: 1, later: 0 });
    expect(await queueMail(postgres(), mail({ kind: "digest" }))).toMatchObject({ kind: "queued" });
    expect(await queueMail(postgres(), mail({ kind: "key_leaked" }))).toMatchObject({ kind: "queued" });
    expect((await press(token, { do: "resume" })).headers.get("location")).toBe(paths.stopMail(token));
    expect(await note()).toMatchObject({ kind: "queued" });
  });

  it("holds for a person at their next address, too", async () => {
    const token = makeStopToken({ kind: "stuck", to: "old@x.example", personId: "per_1" });
    await press(token, { do: "stop" });
    expect(await note({ to: "new@x.example", personId: "per_1" })).toEqual({ kind: "stopped" });
    expect(await note({ to: "new@x.example", personId: "per_2" })).toMatchObject({ kind: "queued" });
  });

  it("believes no token that is changed, and none that would stop what must come", async () => {
    const token = makeStopToken({ kind: "stuck", to: "b@x.example" });
    const [body = "", signature = ""] = token.split(".");
    const other = Buffer.from(Buffer.from(body, "base64url").toString().replace("stuck", "digest")).toString(
      "base64url",
    );
    const leak = makeStopToken({ kind: "key_leaked", to: "b@x.example" });
    for (const bad of [`${other}.${signature}`, body, "", "x.y", leak]) {
      expect((await press(bad, { do: "stop" })).status).toBe(404);
    }
    expect(readStopToken(token)).toMatchObject({ kind: "stuck", personId: null });
    expect(await postgres().mailStop.count({ where: { kind: "key_leaked" } })).toBe(0);
  });

  it("stands at the end of each mail that can be stopped", async () => {
    const outcome = await note({ to: "c@x.example" });
    const { text, html } = (outcome.kind === "queued" && (await getMail(postgres(), outcome.mailId))) || {};
    expect(text).toMatch(/Stop these mails: http:\/\/127.0.0.1:3000\/mail\/stop\?t=/);
    expect(html).toContain("/mail/stop?t=");
    expect(html).toContain(portal.brand.accentDark);
  });
});
