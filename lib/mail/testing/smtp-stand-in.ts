import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";

export type Taken = { raw: string; from: string; to: string[] };

/** A mail server of the test's own. `answer` decides on each message when it is whole: null takes it, a number refuses with that code, "silence" never answers. */
export type SmtpStandIn = {
  url: string;
  taken: Taken[];
  /** Messages that came in whole, taken or not. */
  seen: Taken[];
  answer: (mail: Taken) => number | "silence" | null;
  /** The code that a recipient is refused with. */
  refuseRecipient: (address: string) => number | null;
  close(): Promise<void>;
};

export async function openSmtpStandIn(options: { login?: { user: string; pass: string } } = {}): Promise<SmtpStandIn> {
  const { login } = options;
  const server = new SMTPServer({
    disabledCommands: login ? ["STARTTLS"] : ["STARTTLS", "AUTH"],
    allowInsecureAuth: true,
    authOptional: !login,
    closeTimeout: 100,
    onAuth(auth, _session, callback) {
      if (auth.username === login?.user && auth.password === login?.pass) callback(null, { user: auth.username });
      else callback(Object.assign(new Error("bad credentials"), { responseCode: 535 }));
    },
    onRcptTo({ address }, _session, callback) {
      const code = standIn.refuseRecipient(address);
      callback(code ? Object.assign(new Error(`<${address}>: no such user`), { responseCode: code }) : null);
    },
    onData(stream, { envelope }, callback) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const from = envelope.mailFrom ? envelope.mailFrom.address : "";
        const mail = {
          raw: Buffer.concat(chunks).toString("utf8"),
          from,
          to: envelope.rcptTo.map(({ address }) => address),
        };
        standIn.seen.push(mail);
        const answer = standIn.answer(mail);
        if (answer === "silence") return;
        if (answer !== null) return callback(Object.assign(new Error("not now"), { responseCode: answer }));
        standIn.taken.push(mail);
        callback(null, "queued");
      });
    },
  });
  server.on("error", () => undefined);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.server.address() as AddressInfo;
  const standIn: SmtpStandIn = {
    url: `smtp://${login ? `${login.user}:${login.pass}@` : ""}127.0.0.1:${port}`,
    taken: [],
    seen: [],
    answer: () => null,
    refuseRecipient: () => null,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
  return standIn;
}
