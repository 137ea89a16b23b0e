import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import type { Group } from "@/lib/reference/schema";
import { ApiSurface } from "./sections";

const operation = (id: string) => ({ id, method: "GET", path: `/${id}`, kind: "operation" });
const groups = [
  { slug: "rates", name: "Rates", operations: [operation("a"), operation("b")] },
  { slug: "labels", name: "Labels", operations: [operation("c")] },
] as unknown as Group[];
const links = (byGroup: boolean) =>
  [...renderToStaticMarkup(<ApiSurface title="API" groups={groups} byGroup={byGroup} />).matchAll(/href="([^"]+)"/g)]
    .map(([, href]) => href)
    .slice(1);

describe("the API on the front page", () => {
  it("names every operation", () => {
    expect(links(false)).toEqual(["/reference/a", "/reference/b", "/reference/c"]);
  });
  it("names the groups of a large one, so that the page does not grow with it", () => {
    expect(links(true)).toEqual(["/reference/groups/rates", "/reference/groups/labels"]);
  });
});
