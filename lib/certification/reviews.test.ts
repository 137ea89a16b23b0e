import { afterEach, describe, expect, it } from "vitest";
import { dayMs, now, shiftClock } from "@/lib/base/clock";
import { newId } from "@/lib/base/ids";
import { postgres } from "@/lib/base/postgres";
import { useStores } from "@/lib/base/testing/stores";
import { countAudits } from "./count-audits";
import { countOpenReviews } from "./count-open-reviews";
import { decideReview } from "./decide-review";
import { getAudit } from "./get-audit";
import { getCertificate } from "./get-certificate";
import { getReview } from "./get-review";
import { issueCertification } from "./internal/issue-certification";
import { listAudits } from "./list-audits";
import { listCertificates } from "./list-certificates";
import { listCertifiedApps } from "./list-certified-apps";
import { listReviews } from "./list-reviews";
import { revokeCertification } from "./revoke-certification";
import { type AuditFacts, runAudit } from "./run-audit";
import type { AppCallFacts, ReviewDecision } from "./schema";
import { submitApp } from "./submit-app";
import { track, trackId } from "./testing/exam";
import { withdrawReview } from "./withdraw-review";

useStores({ postgres: true });
afterEach(() => shiftClock(0));

const admin = { personId: "per_admin", role: "admin" };
const calls: AppCallFacts = { sandbox: { succeeded: 3, lastAt: now() }, live: { total: 0, refused: 0 } };

/** A company with a certified developer and an app of it. */
async function company() {
  const companyId = newId("company");
  const personId = newId("person");
  const developer = await issueCertification(postgres(), {
    kind: "developer",
    companyId,
    personId,
    holderName: "Ada Lovelace",
    trackId,
    trackVersion: track().version,
    validMonths: 12,
  });
  const app = { id: newId("app"), companyId, description: "Prints labels for every order of a bookshop." };
  return { companyId, personId, developer, app };
}
type Company = Awaited<ReturnType<typeof company>>;

const submission = { websiteUrl: "https://mill-books.example", note: "Please look at the label page." };
const submit = ({ app, personId }: Company) => submitApp(postgres(), { app, personId, submission, calls });
const decide = (
  reviewId: string,
  decision: ReviewDecision,
  actor = admin as { personId: string; role: string | null },
) => decideReview(postgres(), { reviewId, appName: "Mill Books", decision, actor });
const approve: ReviewDecision = { decision: "approve", note: "" };

async function submitted() {
  const given = await company();
  const outcome = await submit(given);
  if (outcome.kind !== "submitted") throw new Error(outcome.kind);
  return { ...given, reviewId: outcome.reviewId };
}

async function certified() {
  const given = await submitted();
  const outcome = await decide(given.reviewId, approve);
  if (outcome.kind !== "approved") throw new Error(outcome.kind);
  const [certificate] = await listCertificates(postgres(), { appId: given.app.id });
  if (!certificate) throw new Error("no certificate");
  return { ...given, code: outcome.code, certificate };
}

async function eventsNamed(name: string, appId: string) {
  const rows = await postgres().eventOutbox.findMany();
  return rows
    .map(
      (row) =>
        row.payload as {
          event: string;
          userId?: string;
          properties: object;
          context: { waymark: { appId?: string; companyId?: string } };
        },
    )
    .filter((event) => event.event === name && event.context.waymark.appId === appId);
}

describe("submitApp", () => {
  it("keeps the evidence as it was and tells the journey", async () => {
    const { reviewId, app, personId, companyId, developer } = await submitted();
    const review = await getReview(postgres(), reviewId);
    expect(review).toMatchObject({
      appId: app.id,
      companyId,
      submittedById: personId,
      state: "submitted",
      ...submission,
    });
    expect(review?.checks).toHaveLength(5);
    expect(review?.checks[0]).toMatchObject({ passed: true, evidence: developer.code });
    expect(await eventsNamed("app_submitted", app.id)).toMatchObject([
      { userId: personId, properties: { review_id: reviewId } },
    ]);
  });

  it("submits nothing while a check fails", async () => {
    const given = await company();
    await revokeCertification(postgres(), {
      certificationId: given.developer.id,
      reason: "Shared account.",
      actor: admin,
    });
    const outcome = await submit(given);
    if (outcome.kind !== "checks_failed") throw new Error(outcome.kind);
    expect(outcome.checks.filter((check) => !check.passed).map((check) => check.id)).toEqual(["certified_developer"]);
    expect((await listReviews(postgres(), { appId: given.app.id })).data).toEqual([]);
  });

  it("does not count a developer of another company, nor one whose certificate ran out", async () => {
    const ours = await company();
    const foreign = { ...ours, app: { ...ours.app, companyId: newId("company") } };
    expect((await submit(foreign)).kind).toBe("checks_failed");
    shiftClock(366 * dayMs);
    expect((await submit(ours)).kind).toBe("checks_failed");
  });

  it("takes one at a time, also when pressed at once", async () => {
    const given = await company();
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => submit(given)));
    expect(outcomes.filter((outcome) => outcome.kind === "submitted")).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome.kind === "already_submitted")).toHaveLength(7);
    expect(await eventsNamed("app_submitted", given.app.id)).toHaveLength(1);
  });

  it("can be taken back by the company, not by another, and submitted again", async () => {
    const given = await submitted();
    const withdraw = (companyId: string) =>
      withdrawReview(postgres(), { appId: given.app.id, companyId, personId: given.personId });
    expect(await withdraw(newId("company"))).toBe(false);
    expect(await withdraw(given.companyId)).toBe(true);
    expect(await withdraw(given.companyId)).toBe(false);
    expect(await decide(given.reviewId, approve)).toEqual({ kind: "already_decided" });
    expect((await submit(given)).kind).toBe("submitted");
  });
});

describe("decideReview", () => {
  it("approves: certificate with its review, audit due, event of the person who submitted, audit log", async () => {
    const { reviewId, app, personId, companyId, code } = await certified();
    const certificate = await getCertificate(postgres(), code);
    expect(certificate).toMatchObject({
      kind: "app",
      holderName: "Mill Books",
      appId: app.id,
      companyId,
      status: "valid",
    });
    expect(await getReview(postgres(), reviewId)).toMatchObject({
      state: "approved",
      decidedById: "per_admin",
      certificationCode: code,
    });
    expect(await eventsNamed("app_certified", app.id)).toMatchObject([
      {
        userId: personId,
        properties: { review_id: reviewId, certification_id: certificate?.id },
        context: { waymark: { companyId } },
      },
    ]);
    const entries = await postgres().auditEntry.findMany({ where: { subjectId: reviewId }, orderBy: { id: "asc" } });
    expect(entries.map((entry) => [entry.action, entry.actorId])).toEqual([
      ["review.submitted", personId],
      ["review.approved", "per_admin"],
    ]);
    expect([...(await listCertifiedApps(postgres(), [app.id, "app_other"]))]).toEqual([[app.id, code]]);
  });

  it("is one decision, whoever presses first", async () => {
    const { reviewId, app } = await submitted();
    const outcomes = await Promise.all([
      ...Array.from({ length: 5 }, () => decide(reviewId, approve)),
      ...Array.from({ length: 5 }, () => decide(reviewId, { decision: "reject", note: "No." })),
    ]);
    expect(outcomes.filter((outcome) => outcome.kind !== "already_decided")).toHaveLength(1);
    const approved = outcomes.some((outcome) => outcome.kind === "approved");
    expect(await postgres().certification.count({ where: { appId: app.id } })).toBe(approved ? 1 : 0);
  });

  it.each(["request_changes", "reject"] as const)(
    "%s needs a note, which the developer then reads",
    async (decision) => {
      const given = await submitted();
      await expect(decide(given.reviewId, { decision, note: "  " })).rejects.toMatchObject({
        code: "invalid_fields",
        errors: [{ pointer: "/note" }],
      });
      await decide(given.reviewId, { decision, note: "The website does not load." });
      const [review] = (await listReviews(postgres(), { appId: given.app.id })).data;
      expect(review).toMatchObject({ decisionNote: "The website does not load.", certificationCode: null });
      expect((await submit(given)).kind).toBe("submitted");
    },
  );

  it.each(["viewer", "marketing", "success", null])("is not for the role %s", async (role) => {
    const { reviewId } = await submitted();
    await expect(decide(reviewId, approve, { personId: "per_x", role })).rejects.toMatchObject({ code: "forbidden" });
    expect(await getReview(postgres(), reviewId)).toMatchObject({ state: "submitted" });
  });

  it("knows no review that is not there", async () => {
    await expect(decide("rev_nope", approve)).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("listReviews", () => {
  it("pages through those that wait, oldest first, without gaps or repeats", async () => {
    const first = await submitted();
    const second = await submitted();
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listReviews(postgres(), { state: "submitted", cursor, limit: 2 });
      seen.push(...page.data.map((review) => review.id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(seen.length).toBe(await countOpenReviews(postgres()));
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.indexOf(first.reviewId)).toBeLessThan(seen.indexOf(second.reviewId));
    const newest = await listReviews(postgres(), { limit: 1 });
    expect(newest.data[0]?.id).toBe(second.reviewId);
  });
});

describe("a certificate", () => {
  it("is valid, then expired; or revoked, which wins", async () => {
    const { code, certificate } = await certified();
    const statusOf = async () => (await getCertificate(postgres(), code.toLowerCase()))?.status;
    expect(await statusOf()).toBe("valid");
    shiftClock(366 * dayMs);
    expect(await statusOf()).toBe("expired");
    shiftClock(0);
    const revoke = (actor = admin) =>
      revokeCertification(postgres(), { certificationId: certificate.id, reason: "Broke the terms.", actor });
    await expect(revoke({ personId: "per_x", role: "marketing" })).rejects.toMatchObject({ code: "forbidden" });
    expect(await revoke()).toBe(true);
    expect(await revoke()).toBe(false);
    expect(await statusOf()).toBe("revoked");
    expect(JSON.stringify(await getCertificate(postgres(), code))).not.toContain("Broke the terms");
    expect(await listCertifiedApps(postgres(), [certificate.appId ?? ""])).toEqual(new Map());
    expect(await postgres().audit.count({ where: { certificationId: certificate.id } })).toBe(0);
  });

  it("needs a reason to be revoked, and a code to be found", async () => {
    const { certificate } = await certified();
    const given = { certificationId: certificate.id, reason: " ", actor: admin };
    await expect(revokeCertification(postgres(), given)).rejects.toMatchObject({ code: "invalid_fields" });
    expect(await getCertificate(postgres(), "PWY-0000-0000-0000")).toBeNull();
    expect(await getCertificate(postgres(), "' OR 1=1 --")).toBeNull();
  });
});

describe("audits", () => {
  const factsOf = (given: Company, succeeded: number): AuditFacts => ({
    kind: "app",
    app: { ...given.app, websiteUrl: submission.websiteUrl },
    calls: { ...calls, sandbox: { succeeded, lastAt: null } },
  });
  const openAudit = async (certificationId: string) =>
    postgres().audit.findFirstOrThrow({ where: { certificationId, doneAt: null } });

  it("wait until they are due, then are overdue", async () => {
    const { certificate } = await certified();
    const filterOf = async () => {
      for (const filter of ["later", "due", "overdue"] as const)
        if ((await listAudits(postgres(), filter)).some((audit) => audit.certificationId === certificate.id))
          return filter;
    };
    expect(await filterOf()).toBe("later");
    shiftClock(310 * dayMs);
    expect(await filterOf()).toBe("due");
    shiftClock(340 * dayMs);
    expect(await filterOf()).toBe("overdue");
    expect((await countAudits(postgres())).overdue).toBeGreaterThan(0);
  });

  it("pass or fail on today's facts; a failed one comes again in two weeks", async () => {
    const given = await certified();
    const audit = await openAudit(given.certificate.id);
    const run = (auditId: string, facts: AuditFacts) => runAudit(postgres(), { auditId, facts, actor: admin });
    expect(await run(audit.id, factsOf(given, 0))).toMatchObject({ kind: "failed" });
    expect(await run(audit.id, factsOf(given, 5))).toEqual({ kind: "already_done" });
    const again = await openAudit(given.certificate.id);
    expect(Math.round((again.dueAt.getTime() - now().getTime()) / dayMs)).toBe(14);
    expect(await run(again.id, factsOf(given, 5))).toMatchObject({ kind: "passed" });
    expect(await postgres().audit.count({ where: { certificationId: given.certificate.id, doneAt: null } })).toBe(0);
    expect((await eventsNamed("app_audited", given.app.id)).map((event) => event.properties)).toEqual([
      { certification_id: given.certificate.id, passed: false },
      { certification_id: given.certificate.id, passed: true },
    ]);
    expect((await listAudits(postgres(), "done")).map((one) => one.id)).toContain(audit.id);
  });

  it("of a developer look at the track's version and at calls", async () => {
    const given = await company();
    const audit = await openAudit(given.developer.id);
    const run = (auditId: string, lastCallAt: Date | null) =>
      runAudit(postgres(), { auditId, facts: { kind: "developer", lastCallAt }, actor: admin });
    expect(await run(audit.id, null)).toMatchObject({ kind: "failed", checks: [{ passed: true }, { passed: false }] });
    expect(await run((await openAudit(given.developer.id)).id, now())).toMatchObject({ kind: "passed" });
    expect(await getAudit(postgres(), audit.id)).toMatchObject({
      result: "failed",
      kind: "developer",
      holderName: "Ada Lovelace",
    });
  });

  it("are not for every role, nor for facts of another kind", async () => {
    const given = await certified();
    const audit = await openAudit(given.certificate.id);
    const facts = factsOf(given, 5);
    const marketing = { personId: "per_x", role: "marketing" };
    await expect(runAudit(postgres(), { auditId: audit.id, facts, actor: marketing })).rejects.toMatchObject({
      code: "forbidden",
    });
    const other: AuditFacts = { kind: "developer", lastCallAt: now() };
    await expect(runAudit(postgres(), { auditId: audit.id, facts: other, actor: admin })).rejects.toMatchObject({
      code: "not_found",
    });
  });
});
