import { describe, expect, it } from "vitest";
import { isRefusedId } from "./is-refused-id";

describe("ids that stand for nobody", () => {
  it.each([
    "",
    "  ",
    "0",
    "null",
    "NULL",
    "undefined",
    "NaN",
    "guest",
    "Anonymous",
    "[object Object]",
    "00000000-0000-0000-0000-000000000000",
    "you@example.com",
    "name@company.com",
    "{{ user.id }}",
    "<user_id>",
    "x".repeat(257),
  ])("refuses %j", (id) => expect(isRefusedId(id)).toBe(true));

  it.each(["vis_01j8z3kq6v", "per_01j8z3kq6v", "ada@analytical.example", "4711", "00", "user-17", "nullable"])(
    "takes %j",
    (id) => expect(isRefusedId(id)).toBe(false),
  );
});
