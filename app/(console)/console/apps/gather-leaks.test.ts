import { afterEach, expect, it } from "vitest";
import { dayMs, shiftClock } from "@/lib/base/clock";
import { postgres } from "@/lib/base/postgres";
import { useStores } from "@/lib/base/testing/stores";
import { recordAudit } from "@/lib/events/record-audit";
import { reportLeak } from "@/lib/keys/report-leak";
import { newAppOwner, newKey } from "@/lib/keys/testing/key-fixtures";
import { gatherLeaks } from "./gather-leaks";

useStores({ postgres: true });
afterEach(() => shiftClock(0));

it("tells the owner of a key that was found in public: two weeks of one that is revoked, always of one that works", async () => {
  const [owner, other] = [await newAppOwner(), await newAppOwner()];
  const [revoked, noted] = [await newKey(owner, { name: "ci" }), await newKey(owner, { environment: "live" })];
  await newKey(owner);
  const url = "https://github.example/somebody/something/.env";
  expect(await reportLeak(postgres(), { token: revoked.secret, url }, "github")).toBe("revoked");
  // As with `keys.leakedLive: "note"`.
  await recordAudit(postgres(), {
    ...{ actorKind: "system", actorId: "github", action: "key.leaked", subjectKind: "key", subjectId: noted.id },
    ...{ companyId: owner.companyId, after: { foundBy: "github", url: null } },
  });
  const leaks = await gatherLeaks(owner.companyId, owner.appId);
  expect(leaks.map(({ keyId, state }) => [keyId, state])).toEqual([
    [noted.id, "active"],
    [revoked.id, "revoked"],
  ]);
  expect(leaks[1]).toMatchObject({ name: "ci", foundBy: "github", url, appId: owner.appId });
  expect(JSON.stringify(leaks)).not.toContain(revoked.secret.slice(12));
  expect(await gatherLeaks(owner.companyId, other.appId)).toEqual([]);
  expect(await gatherLeaks(other.companyId)).toEqual([]);
  shiftClock(15 * dayMs);
  expect((await gatherLeaks(owner.companyId)).map(({ keyId }) => keyId)).toEqual([noted.id]);
});
