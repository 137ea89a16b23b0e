import { afterEach, describe, expect, it } from "vitest";
import { dayMs, minuteMs, now, shiftClock } from "@/lib/base/clock";
import { newId } from "@/lib/base/ids";
import { postgres } from "@/lib/base/postgres";
import { useStores } from "@/lib/base/testing/stores";
import { expireAttempts } from "./expire-attempts";
import { getAttempt } from "./get-attempt";
import { listTrackStates } from "./list-track-states";
import { proveTasks } from "./prove-tasks";
import { saveAnswers } from "./save-answers";
import type { OpenAttempt } from "./schema";
import { startAttempt } from "./start-attempt";
import { submitAttempt } from "./submit-attempt";
import { answersTo, provingCalls, track, trackId } from "./testing/exam";

useStores({ postgres: true });
afterEach(() => shiftClock(0));

const person = () => ({ personId: newId("person"), companyId: newId("company") });

async function begin(who = person()) {
  const outcome = await startAttempt(postgres(), { ...who, trackId });
  if (outcome.kind === "cooling_down") throw new Error("cooling down");
  const attempt = (await getAttempt(postgres(), {
    attemptId: outcome.attemptId,
    personId: who.personId,
  })) as OpenAttempt;
  return {
    ...who,
    attemptId: outcome.attemptId,
    questionIds: attempt.questions.map((question) => question.id),
    attempt,
  };
}
type Begun = Awaited<ReturnType<typeof begin>>;

const prove = ({ attemptId, personId }: Begun) =>
  proveTasks(postgres(), { attemptId, personId, calls: provingCalls(now()) });
const handIn = (begun: Begun, wrong = 0) =>
  submitAttempt(postgres(), {
    attemptId: begun.attemptId,
    personId: begun.personId,
    holderName: "Ada Lovelace",
    answers: answersTo(begun.questionIds, wrong),
  });

/** Events of a person, in order. */
async function eventsOf(personId: string) {
  const rows = await postgres().eventOutbox.findMany({ orderBy: { id: "asc" } });
  return rows
    .map((row) => row.payload as { userId?: string; event: string; properties: Record<string, unknown> })
    .filter((payload) => payload.userId === personId);
}
const namesOf = async (personId: string) => (await eventsOf(personId)).map((event) => event.event);

describe("an attempt", () => {
  it("is passed with all questions right and the task proved: one certificate, its audit, the events", async () => {
    const begun = await begin();
    await prove(begun);
    const outcome = await handIn(begun);
    expect(outcome).toMatchObject({ kind: "passed", score: 1 });
    const certification = await postgres().certification.findFirstOrThrow({
      where: { personId: begun.personId },
      include: { audits: true },
    });
    expect(certification).toMatchObject({
      kind: "developer",
      holderName: "Ada Lovelace",
      trackId,
      trackVersion: track().version,
      companyId: begun.companyId,
      attemptId: begun.attemptId,
    });
    const lifeMs = (certification.expiresAt?.getTime() ?? 0) - certification.issuedAt.getTime();
    expect(Math.round(lifeMs / dayMs / 365)).toBe(track().validMonths / 12);
    expect(certification.audits).toHaveLength(1);
    expect(certification.audits[0]?.dueAt.getTime()).toBeLessThan(certification.expiresAt?.getTime() ?? 0);
    expect(await namesOf(begun.personId)).toEqual([
      "certification_started",
      "sandbox_task_passed",
      "developer_certified",
    ]);
    const certified = (await eventsOf(begun.personId)).at(-1);
    expect(certified?.properties).toEqual({ track_id: trackId, certification_id: certification.id, score: 1 });
  });

  it("passes with 6 of 8 right and fails with 5 of 8", async () => {
    const six = await begin();
    await prove(six);
    expect(await handIn(six, 2)).toMatchObject({ kind: "passed", score: 0.75 });
    const five = await begin();
    await prove(five);
    expect(await handIn(five, 3)).toEqual({ kind: "failed", score: 0.625 });
    expect(await postgres().certification.count({ where: { personId: five.personId } })).toBe(0);
    expect((await eventsOf(five.personId)).at(-1)).toMatchObject({
      event: "certification_failed",
      properties: { attempt_id: five.attemptId, score: 0.625 },
    });
  });

  it("cannot be handed in before the task is proved, and keeps the answers meanwhile", async () => {
    const begun = await begin();
    expect(await handIn(begun)).toEqual({ kind: "tasks_missing", taskIds: track().tasks.map((task) => task.id) });
    const attempt = await getAttempt(postgres(), begun);
    expect(attempt).toMatchObject({ state: "in_progress", answers: answersTo(begun.questionIds) });
  });

  it("shows questions without a word of what is right until it is closed", async () => {
    const begun = await begin();
    expect(begun.attempt.questions).toHaveLength(track().questionsPerAttempt);
    const text = JSON.stringify(begun.attempt);
    expect(text).not.toMatch(/"correct"|"explanation"|"right"/);
    for (const question of track().questions) expect(text).not.toContain(question.explanation);
    await saveAnswers(postgres(), { ...begun, answers: answersTo(begun.questionIds) });
    expect(JSON.stringify(await getAttempt(postgres(), begun))).not.toMatch(/"correct"|"explanation"|"right"/);
    await prove(begun);
    await handIn(begun, 1);
    const closed = await getAttempt(postgres(), begun);
    if (closed.state === "in_progress") throw new Error("still open");
    expect(closed).toMatchObject({ state: "passed", rightAnswers: 7, score: 7 / 8 });
    expect(closed.certificationCode).toMatch(/^[A-Z]+-/);
    expect(closed.questions.filter((question) => !question.right).map((question) => question.id)).toEqual([
      begun.questionIds[0],
    ]);
    expect(closed.questions.every((question) => question.explanation && question.correct.length)).toBe(true);
  });

  it("is the person's own: anybody else finds nothing", async () => {
    const begun = await begin();
    const thief = { attemptId: begun.attemptId, personId: newId("person") };
    await expect(getAttempt(postgres(), thief)).rejects.toMatchObject({ code: "not_found" });
    await expect(saveAnswers(postgres(), { ...thief, answers: {} })).rejects.toMatchObject({ code: "not_found" });
    await expect(proveTasks(postgres(), { ...thief, calls: [] })).rejects.toMatchObject({ code: "not_found" });
    await expect(submitAttempt(postgres(), { ...thief, holderName: "X" })).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("starting", () => {
  it("gives back the open attempt instead of a second one, also when pressed ten times at once", async () => {
    const who = person();
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => startAttempt(postgres(), { ...who, trackId })));
    expect(new Set(outcomes.map((outcome) => outcome.kind === "cooling_down" || outcome.attemptId)).size).toBe(1);
    expect(outcomes.filter((outcome) => outcome.kind === "started")).toHaveLength(1);
    expect(await namesOf(who.personId)).toEqual(["certification_started"]);
  });

  it("waits for the cool-down after a failure, not after a pass", async () => {
    const failed = await begin();
    await prove(failed);
    await handIn(failed, 8);
    const refused = await startAttempt(postgres(), { ...failed, trackId });
    expect(refused.kind).toBe("cooling_down");
    const [state] = await listTrackStates(postgres(), failed.personId);
    expect(state?.nextAttemptAt).not.toBeNull();
    shiftClock(track().coolDownMinutes * minuteMs - 10_000);
    expect((await startAttempt(postgres(), { ...failed, trackId })).kind).toBe("cooling_down");
    shiftClock(track().coolDownMinutes * minuteMs + 1_000);
    expect((await startAttempt(postgres(), { ...failed, trackId })).kind).toBe("started");

    shiftClock(0);
    const passed = await begin();
    await prove(passed);
    await handIn(passed);
    expect((await startAttempt(postgres(), { ...passed, trackId })).kind).toBe("started");
  });

  it("knows no track that is not there", async () => {
    await expect(startAttempt(postgres(), { ...person(), trackId: "nope" })).rejects.toMatchObject({
      code: "not_found",
    });
  });
});

describe("time", () => {
  it("closes an attempt that was not handed in: no answers, no tasks, no pass after it", async () => {
    const begun = await begin();
    await prove(begun);
    await saveAnswers(postgres(), { ...begun, answers: answersTo(begun.questionIds) });
    shiftClock((track().timeLimitMinutes + 1) * minuteMs);
    expect(await saveAnswers(postgres(), { ...begun, answers: {} })).toEqual({ kind: "closed" });
    expect(await handIn(begun)).toEqual({ kind: "expired" });
    expect(await getAttempt(postgres(), begun)).toMatchObject({ state: "expired", score: 1, certificationCode: null });
    expect(await postgres().certification.count({ where: { personId: begun.personId } })).toBe(0);
    expect((await namesOf(begun.personId)).filter((name) => name === "certification_failed")).toHaveLength(1);
    expect((await startAttempt(postgres(), { ...begun, trackId })).kind).toBe("cooling_down");
  });

  it("takes a hand-in that was on its way when the time ended", async () => {
    const begun = await begin();
    await prove(begun);
    shiftClock(track().timeLimitMinutes * minuteMs + 15_000);
    expect(await handIn(begun)).toMatchObject({ kind: "passed" });
  });

  it("fails a hand-in at the last moment whose task is not proved, whatever the answers", async () => {
    const begun = await begin();
    shiftClock(track().timeLimitMinutes * minuteMs + 5_000);
    expect(await handIn(begun)).toEqual({ kind: "failed", score: 1 });
    expect(await postgres().certification.count({ where: { personId: begun.personId } })).toBe(0);
  });

  it("is swept for everybody, once, also by two sweepers", async () => {
    const begun = await begin();
    const other = await begin();
    shiftClock((track().timeLimitMinutes + 1) * minuteMs);
    const counts = await Promise.all([expireAttempts(postgres()), expireAttempts(postgres())]);
    expect((counts[0] ?? 0) + (counts[1] ?? 0)).toBeGreaterThanOrEqual(2);
    expect(await expireAttempts(postgres())).toBe(0);
    for (const { personId } of [begun, other]) {
      expect((await namesOf(personId)).filter((name) => name === "certification_failed")).toHaveLength(1);
    }
  });

  it("does not count calls made before the attempt or after its time", async () => {
    const begun = await begin();
    const early = provingCalls(new Date(now().getTime() - 5 * minuteMs));
    const late = provingCalls(new Date(now().getTime() + (track().timeLimitMinutes + 1) * minuteMs));
    const tasks = await proveTasks(postgres(), { ...begun, calls: [...early, ...late] });
    expect(tasks.every((task) => task.provedAt === null && task.seen.every((seen) => !seen))).toBe(true);
  });
});

describe("handing in twice", () => {
  it("gives one certificate, however many submits run at once", async () => {
    const begun = await begin();
    await prove(begun);
    const outcomes = await Promise.all(Array.from({ length: 12 }, () => handIn(begun)));
    expect(outcomes.filter((outcome) => outcome.kind === "passed")).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome.kind === "already_closed")).toHaveLength(11);
    expect(await postgres().certification.count({ where: { personId: begun.personId } })).toBe(1);
    expect((await namesOf(begun.personId)).filter((name) => name === "developer_certified")).toHaveLength(1);
  });

  it("cannot improve a failed attempt", async () => {
    const begun = await begin();
    await prove(begun);
    await handIn(begun, 8);
    expect(await handIn(begun)).toEqual({ kind: "already_closed" });
    expect(await saveAnswers(postgres(), { ...begun, answers: answersTo(begun.questionIds) })).toEqual({
      kind: "closed",
    });
    expect(await getAttempt(postgres(), begun)).toMatchObject({ state: "failed", score: 0 });
  });
});

describe("answers", () => {
  it("are kept question by question", async () => {
    const begun = await begin();
    const [first, second] = begun.questionIds as [string, string];
    const all = answersTo(begun.questionIds);
    await saveAnswers(postgres(), { ...begun, answers: { [first]: all[first] ?? [] } });
    await saveAnswers(postgres(), { ...begun, answers: { [second]: all[second] ?? [] } });
    await saveAnswers(postgres(), { ...begun, answers: { [first]: [] } });
    expect(await getAttempt(postgres(), begun)).toMatchObject({ answers: { [first]: [], [second]: all[second] } });
  });

  it("to other questions, with other options or two of a single one are refused", async () => {
    const begun = await begin();
    const undrawn = track().questions.find((question) => !begun.questionIds.includes(question.id));
    const single = begun.attempt.questions.find((question) => question.kind === "single");
    const wrong = [
      { [undrawn?.id ?? ""]: ["a"] },
      { [begun.questionIds[0] ?? ""]: ["no-such-option"] },
      { [single?.id ?? ""]: single?.options.slice(0, 2).map((option) => option.id) ?? [] },
      { __proto__x: ["a"] },
    ];
    for (const answers of wrong) {
      await expect(saveAnswers(postgres(), { ...begun, answers })).rejects.toMatchObject({ code: "invalid_fields" });
    }
  });
});

describe("tasks", () => {
  it("tick line by line, stay ticked, and tell once", async () => {
    const begun = await begin();
    const [first, second] = provingCalls(now());
    if (!first || !second) throw new Error("the track's task needs two calls");
    const half = await proveTasks(postgres(), { ...begun, calls: [first] });
    expect(half[0]).toMatchObject({ seen: [true, false], provedAt: null });
    // The first call is no longer among those read: what was seen stays seen.
    const whole = await proveTasks(postgres(), { ...begun, calls: [second] });
    expect(whole[0]?.seen).toEqual([true, true]);
    expect(whole[0]?.provedAt).not.toBeNull();
    await Promise.all(Array.from({ length: 5 }, () => prove(begun)));
    expect((await namesOf(begun.personId)).filter((name) => name === "sandbox_task_passed")).toHaveLength(1);
  });
});

describe("listTrackStates", () => {
  it("tells where a person stands", async () => {
    const begun = await begin();
    const stateOf = async () =>
      (await listTrackStates(postgres(), begun.personId)).find((state) => state.track.id === trackId);
    expect(await stateOf()).toMatchObject({
      attempts: 1,
      attempt: { state: "in_progress" },
      certification: null,
      nextAttemptAt: null,
    });
    await prove(begun);
    const outcome = await handIn(begun);
    const code = outcome.kind === "passed" ? outcome.code : "";
    expect(await stateOf()).toMatchObject({ attempt: { state: "passed", score: 1 }, certification: { code } });
    shiftClock(400 * dayMs);
    expect(await stateOf()).toMatchObject({ certification: null });
    expect(JSON.stringify(await stateOf())).not.toMatch(/"correct"|"questions"/);
  });
});
