import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dayMs } from "@/lib/base/clock";
import { creditConversion } from "./credit-conversion";
import { type PathModel, type PathTouch, pathModels, wholeCredit } from "./schema";

/** `day channel/campaign`; `!` in front: an invite from the company's own people. */
function path(...texts: string[]): PathTouch[] {
  return texts.map((text, i) => {
    const [day, what = ""] = text.split(" ");
    const [channel = "", campaign = ""] = what.replace("!", "").split("/");
    return { visitId: `vst_${i}`, atMs: Number(day) * dayMs, channel, campaign, fromOwnCompany: what.startsWith("!") };
  });
}

function credits(touches: PathTouch[], model: PathModel, day = 100, lookbackDays = 90) {
  return creditConversion({ touches, atMs: day * dayMs, lookbackDays, model }).map(
    ({ step, millionths }) => `${step.channel}${step.campaign && `/${step.campaign}`} ${millionths}`,
  );
}

const three = path("79 paid-search/spring", "86 email/news", "93 organic-search");

describe("one path, every model, by hand", () => {
  const direct = path("50 direct", "60 paid-search/spring", "70 referral", "80 direct");
  const cases: [PathModel, PathTouch[], string[]][] = [
    ["first_touch", three, ["paid-search/spring 1000000"]],
    ["first_touch", direct, ["direct 1000000"]],
    ["last_touch", three, ["organic-search 1000000"]],
    ["last_touch", direct, ["direct 1000000"]],
    ["last_non_direct", direct, ["referral 1000000"]],
    ["linear", three, ["paid-search/spring 333334", "email/news 333333", "organic-search 333333"]],
    ["linear", direct, ["paid-search/spring 500000", "referral 500000"]],
    ["position_based", path("50 email/news"), ["email/news 1000000"]],
    ["position_based", direct, ["paid-search/spring 500000", "referral 500000"]],
    ["position_based", three, ["paid-search/spring 400000", "email/news 200000", "organic-search 400000"]],
    [
      "position_based",
      path("50 email/a", "51 email/b", "52 email/c", "53 email/d", "54 email/e"),
      ["email/a 400000", "email/b 66667", "email/c 66667", "email/d 66666", "email/e 400000"],
    ],
    // 14, 7 and 0 days before the last: 1/4, 1/2, 1 of it, so 1/7, 2/7, 4/7.
    ["time_decay", three, ["paid-search/spring 142857", "email/news 285714", "organic-search 571429"]],
  ];
  test.each(cases)("%s %#", (model, touches, expected) => expect(credits(touches, model)).toEqual(expected));
});

describe("collapsing", () => {
  test("neighbours of one channel and campaign are one step", () => {
    const touches = path("1 email/news", "2 email/news", "3 email/sale", "4 referral");
    expect(credits(touches, "linear", 5)).toEqual(["email/news 333334", "email/sale 333333", "referral 333333"]);
  });
  test("the same campaign again after another is a step of its own", () => {
    const touches = path("1 email/news", "2 referral", "3 email/news");
    expect(credits(touches, "position_based", 5)).toEqual([
      "email/news 400000",
      "referral 200000",
      "email/news 400000",
    ]);
  });
  test("direct between two touches of one campaign does not make them two", () => {
    const touches = path("1 email/news", "2 direct", "3 email/news", "4 referral");
    expect(credits(touches, "linear", 5)).toEqual(["email/news 500000", "referral 500000"]);
  });
  test("time decay takes a step at its latest touch", () => {
    // email last met on day 14 as referral was on day 21: 1/2 to 1.
    const touches = path("1 email/news", "14 email/news", "21 referral");
    expect(credits(touches, "time_decay", 30)).toEqual(["email/news 333333", "referral 666667"]);
  });
});

describe("the window", () => {
  test("a touch at the conversion counts, one after it does not, one on the edge of the lookback does", () => {
    const touches = path("9 email/early", "10 email/edge", "100 email/same", "100.001 email/late");
    expect(credits(touches, "linear", 100, 90)).toEqual(["email/edge 500000", "email/same 500000"]);
  });
  test("nothing in the window: no credit", () => expect(credits(path("5 email/old"), "linear", 100, 90)).toEqual([]));
  test("order of arrival does not matter", () =>
    expect(credits([...three].reverse(), "time_decay")).toEqual(credits(three, "time_decay")));
  test("a path of direct alone belongs to direct", () => {
    for (const model of pathModels) expect(credits(path("90 direct", "95 direct"), model)).toEqual(["direct 1000000"]);
  });
});

describe("Ada and Ben (domain.md)", () => {
  // Ada clicks an ad, signs up, does nothing, invites Ben; Ben integrates.
  const ada = path("1 paid-search/launch")[0] as PathTouch;
  const invite = { ...(path("20 invite")[0] as PathTouch), visitId: "vst_ben" };
  test("by person Ben's first call belongs to the invite", () => {
    for (const model of pathModels) expect(credits([invite], model, 21)).toEqual(["invite 1000000"]);
  });
  test("by company it belongs to the ad", () => {
    const company = [ada, { ...invite, fromOwnCompany: true }];
    for (const model of pathModels) expect(credits(company, model, 21)).toEqual(["paid-search/launch 1000000"]);
  });
  test("an invite from outside the company is acquisition", () =>
    expect(credits([ada, invite], "linear", 21)).toEqual(["paid-search/launch 500000", "invite 500000"]));
  test("with nothing else the invite has it all, also by company", () =>
    expect(credits([{ ...invite, fromOwnCompany: true }], "linear", 21)).toEqual(["invite 1000000"]));
  test("direct is something else", () =>
    expect(credits(path("1 direct", "20 !invite"), "linear", 21)).toEqual(["direct 1000000"]));
});

test("credits of any path sum to exactly one conversion", () => {
  const touch = fc.record({
    visitId: fc.uuid(),
    atMs: fc.integer({ min: 0, max: 120 * dayMs }),
    channel: fc.constantFrom("direct", "email", "invite", "paid-search", "referral"),
    campaign: fc.constantFrom("", "spring", "launch"),
    fromOwnCompany: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(touch, { maxLength: 60 }), fc.constantFrom(...pathModels), (touches, model) => {
      const given = creditConversion({ touches, atMs: 100 * dayMs, lookbackDays: 90, model });
      const inWindow = touches.some((t) => t.atMs <= 100 * dayMs && t.atMs >= 10 * dayMs);
      const sum = given.reduce((a, b) => a + b.millionths, 0);
      expect(sum).toBe(inWindow ? wholeCredit : 0);
      expect(given.every((credit) => Number.isInteger(credit.millionths) && credit.millionths > 0)).toBe(true);
    }),
    { numRuns: 500 },
  );
});
