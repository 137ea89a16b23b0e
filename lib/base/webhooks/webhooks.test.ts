import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { Webhook } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import { dayMs, hourMs, minuteMs, nowMs } from "../clock";
import { seal, unseal } from "../seal";
import { judgeStatus, readRetryAfter } from "./delivery-outcome";
import { newWebhookSecret, postWebhook } from "./post-webhook";
import { maxAttempts, nextAttemptDelayMs } from "./retry-schedule";

describe("seal", () => {
  it("opens under the same secret and purpose only, and not when changed", () => {
    const sealed = seal("portal-secret", "destinations", "phc_täst");
    expect(sealed).not.toContain("phc_");
    expect(seal("portal-secret", "destinations", "phc_täst")).not.toBe(sealed);
    expect(unseal("portal-secret", "destinations", sealed)).toBe("phc_täst");
    expect(unseal("another", "destinations", sealed)).toBeNull();
    expect(unseal("portal-secret", "webhooks", sealed)).toBeNull();
    expect(
      unseal(
        "portal-secret",
        "destinations",
        sealed.replace(/.$/, (last) => (last === "A" ? "Q" : "A")),
      ),
    ).toBeNull();
    expect(unseal("portal-secret", "destinations", "v1.")).toBeNull();
  });
});

describe("the schedule", () => {
  it("tries ten times in a little over three days", () => {
    const waits: number[] = [];
    for (let attempts = 1; ; attempts++) {
      const delay = nextAttemptDelayMs(attempts, 0, () => 0);
      if (delay === null) break;
      waits.push(delay);
    }
    expect(waits.length + 1).toBe(maxAttempts);
    expect(waits.slice(0, 3)).toEqual([5_000, 5 * minuteMs, 30 * minuteMs]);
    expect(waits.reduce((sum, ms) => sum + ms)).toBe(75 * hourMs + 35 * minuteMs + 5_000);
  });

  it("adds chance up to a fifth, and waits as long as the receiver asks", () => {
    expect(nextAttemptDelayMs(1, 0, () => 0.5)).toBe(5_500);
    expect(nextAttemptDelayMs(1, 60_000, () => 0)).toBe(60_000);
    expect(nextAttemptDelayMs(2, 60_000, () => 0)).toBe(5 * minuteMs);
    expect(nextAttemptDelayMs(maxAttempts, 60_000)).toBeNull();
  });

  it("reads Retry-After", () => {
    expect(readRetryAfter("120")).toBe(120_000);
    expect(readRetryAfter("999999999")).toBe(dayMs);
    expect(readRetryAfter(new Date(nowMs() + 90_000).toUTCString())).toBeGreaterThan(85_000);
    expect(readRetryAfter(new Date(nowMs() - 90_000).toUTCString())).toBe(0);
    expect(readRetryAfter("soon")).toBeUndefined();
    expect(readRetryAfter(null)).toBeUndefined();
  });

  it.each([
    [200, "delivered"],
    [204, "delivered"],
    [302, "retry"],
    [400, "retry"],
    [410, "gone"],
    [429, "retry"],
    [500, "retry"],
  ])("%i: %s", (status, kind) => {
    expect(judgeStatus(status, null).kind).toBe(kind);
  });
});

describe("a webhook", () => {
  it("is accepted by the specification's own library, under the old and the new secret", async () => {
    const received: { headers: IncomingHttpHeaders; body: string }[] = [];
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk) => chunks.push(chunk));
      request.on("end", () => {
        received.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
        response.writeHead(204).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
    const [old, fresh] = [newWebhookSecret(), newWebhookSecret()];
    const body = JSON.stringify({ type: "signed_up", data: { name: "Zoë" } });
    const outcome = await postWebhook({ id: "evt_1", body }, { url, secrets: [fresh, old], allowPrivate: true });
    expect(outcome).toEqual({ kind: "delivered", status: 204 });
    const [{ headers, body: got } = { headers: {}, body: "" }] = received;
    for (const secret of [old, fresh]) {
      expect(new Webhook(secret).verify(got, headers as Record<string, string>)).toEqual(JSON.parse(body));
    }
    expect(() => new Webhook(newWebhookSecret()).verify(got, headers as Record<string, string>)).toThrow();
    expect(() => new Webhook(old).verify(`${got} `, headers as Record<string, string>)).toThrow();
    expect(await postWebhook({ id: "evt_1", body }, { url, secrets: [old] })).toMatchObject({
      kind: "retry",
      status: null,
    });
    expect(received).toHaveLength(1);
    // Whoever sends events names them: no name may keep a message from going out.
    for (const [id, sent] of [
      ["日本語-1", "%E6%97%A5%E6%9C%AC%E8%AA%9E-1"],
      [" src_1:a b ", "%20src_1%3Aa%20b%20"],
      ["a\r\nx-evil: 1", "a%0D%0Ax-evil%3A%201"],
    ] as const) {
      expect(await postWebhook({ id, body }, { url, secrets: [fresh], allowPrivate: true })).toMatchObject({
        kind: "delivered",
      });
      const last = received.at(-1);
      expect(last?.headers["webhook-id"]).toBe(sent);
      expect(new Webhook(fresh).verify(last?.body ?? "", last?.headers as Record<string, string>)).toEqual(
        JSON.parse(body),
      );
    }
    server.close();
  });
});
