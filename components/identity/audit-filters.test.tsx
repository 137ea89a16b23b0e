import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import { AuditFilters } from "./audit-filters";

it("every field of the audit log's filters has a label that is seen", () => {
  const html = renderToStaticMarkup(<AuditFilters chosen={{ actor: "per_1" }} />);
  const controls = [...html.matchAll(/<(?:input|select)[^>]* id="([^"]+)"[^>]* name="([^"]+)"/g)];
  expect(controls.map(([, , name]) => name)).toEqual(["action", "actor", "subject", "company", "from", "to"]);
  for (const [, id, name] of controls) expect(html, name).toMatch(new RegExp(`<label for="${id}"[^>]*>[^<]+`));
  expect(html).toContain('value="per_1"');
});
