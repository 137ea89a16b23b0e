import { describe, expect, it } from "vitest";
import { redactBody, redactText } from "./internal/redact-body";
import { keepHeaders } from "./internal/redact-headers";

describe("what the request log keeps of a body", () => {
  it("has no secrets, by the name of their field or by their look", () => {
    const key = `pwy_live_${"a1B2".repeat(9)}`;
    const { body } = redactBody({
      clientSecret: "hunter2hunter2",
      api_key: "k",
      password: "p",
      nested: [{ access_token: "t", note: `my key is ${key}` }],
      nextPageToken: "abc",
      token: "t",
      cvc: "123",
      // Whatever stands below such a name.
      apiKeys: ["one", { id: "two", active: true, usedAt: null }],
      credentials: { user: "u", count: 3 },
      hasPassword: true,
    });
    expect(body).toEqual({
      clientSecret: "[redacted]",
      api_key: "[redacted]",
      password: "[redacted]",
      nested: [{ access_token: "[redacted]", note: "my key is pwy_live_[redacted]" }],
      nextPageToken: "abc",
      token: "[redacted]",
      cvc: "[redacted]",
      apiKeys: ["[redacted]", { id: "[redacted]", active: true, usedAt: null }],
      credentials: { user: "[redacted]", count: "[redacted]" },
      hasPassword: true,
    });
  });

  it("has no number that passes for a payment card's, and keeps those that do not", () => {
    expect(redactBody({ card: "4242 4242 4242 4242", long: 4242424242424242 }).body).toEqual({
      card: "[redacted card number]",
      long: "[redacted card number]",
    });
    // One digit off, a time in milliseconds, a tracking number, an amount.
    const plain = { card: "4242 4242 4242 4241", at: 1763719200000, tracking: "JD014600003000000000", amount: 1234.5 };
    expect(redactBody(plain).body).toEqual(plain);
    expect(redactText("Authorization: Bearer abcdefghijkl")).toBe("Authorization: Bearer [redacted]");
  });

  it("is bounded, and says what was cut", () => {
    const list = redactBody(Array.from({ length: 100_000 }, (_, index) => index));
    expect((list.body as unknown[]).length).toBe(1_999);
    expect(list.note).toBe("Long texts and lists were cut.");
    expect(redactBody({ text: "x".repeat(5_000) })).toEqual({
      body: { text: `${"x".repeat(2_000)}… (5000 characters)` },
      note: "Long texts and lists were cut.",
    });
    const large = redactBody(
      Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`f${index}`, "y".repeat(1_500)])),
    );
    expect(large).toEqual({ note: expect.stringContaining("too large to be kept") });
    let deep: unknown = "end";
    for (let depth = 0; depth < 10_000; depth++) deep = [deep];
    expect(redactBody(deep).note).toBe("Long texts and lists were cut.");
  });
});

describe("what it keeps of headers", () => {
  it("is what the developer sent, without credentials and addresses", () => {
    expect(
      keepHeaders({
        ...{ authorization: "Bearer x", cookie: "a=b", "x-api-key": "k", "stripe-signature": "s" },
        ...{ host: "h", "x-forwarded-for": "192.0.2.1", connection: "close" },
        ...{ "content-type": "application/json", "idempotency-key": "one", accept: ["a", "b"], "x-none": undefined },
      }),
    ).toEqual({
      ...{
        authorization: "[redacted]",
        cookie: "[redacted]",
        "x-api-key": "[redacted]",
        "stripe-signature": "[redacted]",
      },
      ...{ "content-type": "application/json", "idempotency-key": "one", accept: "a,b" },
    });
  });
});
