import { beforeAll, describe, expect, it } from "vitest";
import { postgres } from "@/lib/base/postgres";
import { useStores } from "@/lib/base/testing/stores";
import { getPerson } from "./get-person";
import { isNamedStaff } from "./internal/staff-at-sign-in";
import { recordSignIn } from "./record-sign-in";
import { type StaffRole, staffRoles } from "./schema";
import { setStaffRole } from "./set-staff-role";
import { signUp } from "./testing/identity-fixtures";

useStores({ postgres: true });

let admin = "";
let person = "";
beforeAll(async () => {
  admin = (await signUp({ adminBecause: "STAFF" })).personId;
  person = (await signUp()).personId;
});
const roleOf = async (id: string) => (await getPerson(postgres(), id))?.staffRole;
const set = (actorId: string, personId: string, role: StaffRole | null) =>
  setStaffRole(postgres(), { actorId, personId, role });

describe("staff roles", () => {
  it("are given and taken by admins, and noted", async () => {
    expect(await set(admin, person, "devrel")).toBe("set");
    expect(await roleOf(person)).toBe("devrel");
    expect(await set(admin, person, "devrel")).toBe("unchanged");
    expect(await set(admin, person, null)).toBe("set");
    const entries = await postgres().auditEntry.findMany({
      where: { subjectId: person, action: "person.staff_role_set" },
      orderBy: { id: "asc" },
    });
    expect(entries).toMatchObject([
      { actorId: admin, before: { staffRole: null }, after: { staffRole: "devrel" } },
      { actorId: admin, before: { staffRole: "devrel" }, after: { staffRole: null } },
    ]);
  });

  it.each([null, ...staffRoles.filter((role) => role !== "admin")])("are not for somebody who is %s", async (role) => {
    const { personId } = await signUp();
    if (role) await set(admin, personId, role);
    await expect(set(personId, personId, "admin")).rejects.toMatchObject({ code: "forbidden" });
    expect(await roleOf(personId)).toBe(role);
  });

  it("keep one admin, even when two demote each other in the same moment", async () => {
    expect(await set(admin, admin, null)).toBe("last_admin");
    const { personId: second } = await signUp({ adminBecause: "STAFF" });
    const outcomes = await Promise.allSettled([set(admin, second, "viewer"), set(second, admin, "viewer")]);
    expect(outcomes.filter((outcome) => outcome.status === "fulfilled" && outcome.value === "set")).toHaveLength(1);
    expect(await postgres().person.count({ where: { staffRole: "admin" } })).toBe(1);
  });

  it("of people who do not exist are not found", async () => {
    const [left] = await postgres().person.findMany({ where: { staffRole: "admin" } });
    expect(await set(left?.id ?? "", "per_nobody", "viewer")).toBe("not_found");
    await expect(set("per_nobody", person, "viewer")).rejects.toMatchObject({ code: "forbidden" });
  });
});

describe("the setting STAFF", () => {
  const ada = { verifiedEmails: ["ada@analytical.example"], githubLogin: "Ada-Analytical" };
  it.each([
    [["ada@analytical.example"], true],
    [["ADA@Analytical.Example"], true],
    [["ada-analytical"], true],
    [["someone", "ada-analytical"], true],
    [["ada"], false],
    [["analytical.example"], false],
    [[], false],
  ])("%j names Ada: %s", (staff, named) => expect(isNamedStaff(staff, ada)).toBe(named));

  it("makes somebody who has been there long an admin at their next sign-in", async () => {
    const { personId } = await signUp();
    await recordSignIn(postgres(), { personId, provider: "github", adminBecause: "STAFF" });
    expect(await roleOf(personId)).toBe("admin");
    await recordSignIn(postgres(), { personId, provider: "github", adminBecause: "STAFF" });
    expect(await postgres().auditEntry.count({ where: { subjectId: personId, actorKind: "system" } })).toBe(1);
  });
});
