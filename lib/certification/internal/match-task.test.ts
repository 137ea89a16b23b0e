import { describe, expect, it } from "vitest";
import type { SandboxCallFact } from "../schema";
import { matchTask } from "./match-task";

const start = new Date("2026-11-21T10:00:00Z");
const end = new Date("2026-11-21T10:45:00Z");
const lines = [
  { method: "POST", route: "/shipments", status: "2xx" },
  { method: "GET", route: "/shipments/{shipmentId}", status: "2xx" },
];
const call = (id: string, method: string, route: string, status: number, minute = 1): SandboxCallFact => ({
  id,
  method,
  route,
  status,
  at: new Date(start.getTime() + minute * 60_000),
});

describe("matchTask", () => {
  it("names the call that proves each line", () => {
    const calls = [call("u2", "GET", "/shipments/{shipmentId}", 200, 3), call("u1", "POST", "/shipments", 201, 2)];
    expect(matchTask(lines, calls, start, end)).toEqual(["u1", "u2"]);
  });

  it("does not mind what a path parameter is called, the method's case or a slash at the end", () => {
    const calls = [call("u1", "post", "/shipments/", 200), call("u2", "get", "/shipments/{id}", 200)];
    expect(matchTask(lines, calls, start, end)).toEqual(["u1", "u2"]);
  });

  it.each([
    ["before the attempt", call("u1", "POST", "/shipments", 201, -1)],
    ["after its time", call("u1", "POST", "/shipments", 201, 46)],
    ["refused", call("u1", "POST", "/shipments", 422)],
    ["redirected", call("u1", "POST", "/shipments", 301)],
    ["another method", call("u1", "PUT", "/shipments", 201)],
    ["another route", call("u1", "POST", "/shipments/{shipmentId}/cancel", 201)],
    ["a parameter where the task has none", call("u1", "POST", "/{anything}", 201)],
  ])("does not count a call %s", (_, wrong) => {
    expect(matchTask(lines, [wrong], start, end)).toEqual([null, null]);
  });

  it("counts the first and the last moment", () => {
    const calls = [call("u1", "POST", "/shipments", 201, 0), call("u2", "GET", "/shipments/{shipmentId}", 200, 45)];
    expect(matchTask(lines, calls, start, end)).toEqual(["u1", "u2"]);
  });

  it("needs a call of its own for each line", () => {
    const twice = [lines[0], lines[0]].flatMap((line) => line ?? []);
    expect(matchTask(twice, [call("u1", "POST", "/shipments", 201)], start, end)).toEqual(["u1", null]);
    const both = [call("u1", "POST", "/shipments", 201), call("u2", "POST", "/shipments", 201, 2)];
    expect(matchTask(twice, both, start, end)).toEqual(["u1", "u2"]);
  });
});
