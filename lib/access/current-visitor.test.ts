import { expect, it } from "vitest";
import { currentVisitor } from "./current-visitor";

const ask = (headers: Record<string, string>) => currentVisitor(new Request("http://portal.example/", { headers }));

it("is what the edge says, whatever the cookie says", () => {
  const cookie = "wm_vid=vis_cookie";
  expect(ask({ cookie, "x-waymark-path": "/", "x-waymark-visitor": "vis_edge" })).toBe("vis_edge");
  // Behind the edge and without its word: somebody who asked not to be followed.
  expect(ask({ cookie, "x-waymark-path": "/" })).toBeUndefined();
});

it("is the cookie's where no edge stands in front", () => {
  expect(ask({ cookie: "a=b; wm_vid=vis_cookie" })).toBe("vis_cookie");
  expect(ask({})).toBeUndefined();
});
