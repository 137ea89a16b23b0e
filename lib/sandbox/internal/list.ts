import type { SandboxAnswer } from "../schema";
import { answer, type Context, isObject } from "./context";
import { findItems } from "./plan-operations";
import { refuse } from "./refuse";
import { findResource, listResources, type Page } from "./world";

/** One page of a collection, filtered and paged by the query as the document names it. */
export async function list(context: Context, collection: string): Promise<SandboxAnswer> {
  const { tx, world, plan } = context;
  const place = await readPlace(context, collection);
  if ("refused" in place) return place.refused;
  const { limit } = place;
  const rows = await listResources(tx, world.appId, collection, { ...place, limit: limit + 1 });
  const page = rows.slice(0, limit);
  const more = rows.length > limit;
  const items = page.map((row) => row.body);
  const sample = plan.sample();
  const found = findItems(sample);
  if (!found?.key || !isObject(sample)) return answer(plan, plan.status, items);
  const cursorField = Object.keys(sample).find((field) =>
    /^(next_?cursor|next_?page_?token|next_?token)$/i.test(field),
  );
  const last = page.at(-1);
  const next = more && last ? Buffer.from(String(last.sequence)).toString("base64url") : null;
  return answer(plan, plan.status, {
    ...sample,
    [found.key]: items,
    ...(cursorField ? { [cursorField]: next } : {}),
    ...("hasMore" in sample ? { hasMore: more } : {}),
    ...("has_more" in sample ? { has_more: more } : {}),
  });
}

async function readPlace(
  { tx, world, plan, call }: Context,
  collection: string,
): Promise<Page | { refused: SandboxAnswer }> {
  const { size, next, filters } = plan.paging;
  const given = size ? Number(call.query.get(size.name) ?? size.standard) || size.standard : 100;
  const limit = Math.min(Math.max(given, 1), size?.most ?? 100);
  const equals = [...filters].flatMap(([name, field]): [string, string][] => {
    const value = call.query.get(name);
    return value ? [[field, value]] : [];
  });
  const asked = next && call.query.get(next.name);
  if (!next || !asked) return { limit, equals };
  const no = (detail: string, pointer: string) => ({
    refused: refuse(plan, 400, detail, [{ pointer: `?${next.name}`, detail: pointer }]),
  });
  const number = Number(asked);
  switch (next.kind) {
    case "token": {
      const before = Number(Buffer.from(asked, "base64url").toString("utf8"));
      if (!Number.isInteger(before) || before < 0 || before > 2_147_483_647)
        return no("This cursor was not given by a list.", "is not a cursor");
      return { limit, equals, before };
    }
    case "after": {
      const last = await findResource(tx, world.appId, collection, asked);
      if (!last)
        return no(`Nothing in ${collection} has this id in your sandbox.`, "is not the id of something listed");
      return { limit, equals, before: last.sequence };
    }
    case "page":
    case "offset": {
      if (!Number.isInteger(number) || number < 0 || number > 1_000_000)
        return no("This is no page.", "must be a whole number");
      return { limit, equals, skip: next.kind === "page" ? Math.max(0, number - 1) * limit : number };
    }
  }
}
