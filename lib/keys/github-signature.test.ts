import { createSign, generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { hourMs, secondMs, shiftClock } from "@/lib/base/clock";
import { GithubSignature } from "./github-signature";

const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const body = Buffer.from("[]");
const signature = createSign("SHA256").update(body).sign(privateKey, "base64");
let asked = 0;
let away = false;
const github = createServer((_, response) => {
  asked++;
  const key = publicKey.export({ type: "spki", format: "pem" });
  response.writeHead(away ? 503 : 200).end(JSON.stringify({ public_keys: [{ key_identifier: "k1", key }] }));
});
let subject: GithubSignature;

beforeEach(async () => {
  [asked, away] = [0, false];
  await new Promise<void>((resolve) => github.listen(0, "127.0.0.1", resolve));
  subject = new GithubSignature(`http://127.0.0.1:${(github.address() as AddressInfo).port}`);
});
afterEach(() => {
  shiftClock(0);
  github.close();
  github.closeAllConnections();
});

const settle = (answers: Promise<boolean>[]) =>
  Promise.allSettled(answers).then((all) => all.map(({ status }) => status));

describe("GitHub's public keys", () => {
  it("are read once for all who wait", async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => subject.isValid(body, "k1", signature)));
    expect(new Set(answers)).toEqual(new Set([true]));
    expect(asked).toBe(1);
  });

  it("are asked for once in five seconds while GitHub is away, and then found", async () => {
    away = true;
    expect(new Set(await settle(Array.from({ length: 50 }, () => subject.isValid(body, "k1", signature))))).toEqual(
      new Set(["rejected"]),
    );
    expect(await settle([subject.isValid(body, "k1", signature)])).toEqual(["rejected"]);
    expect(asked).toBe(1);
    away = false;
    shiftClock(6 * secondMs);
    expect(await subject.isValid(body, "k1", signature)).toBe(true);
    expect(asked).toBe(2);
  });

  it("serve beyond their hour while GitHub is away", async () => {
    expect(await subject.isValid(body, "k1", signature)).toBe(true);
    away = true;
    shiftClock(2 * hourMs);
    expect(await subject.isValid(body, "k1", signature)).toBe(true);
    expect(await settle([subject.isValid(body, "k2", signature)])).toEqual(["rejected"]);
    expect(asked).toBe(2);
  });
});
