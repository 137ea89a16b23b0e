import { expect, it } from "vitest";
import { correctTime } from "./correct-time";

const received = Date.parse("2026-03-10T12:00:00.000Z");
const at = (text: string) => new Date(`2026-03-10T${text}Z`);

it.each([
  ["a right clock", at("11:00:00"), at("12:00:00"), "11:00:00", ""],
  ["a journey over the network of two seconds", at("11:00:00"), at("11:59:58"), "11:00:00", ""],
  ["a clock an hour behind", at("10:00:00"), at("11:00:00"), "11:00:00", "corrected"],
  ["a clock an hour ahead", at("12:59:00"), at("13:00:00"), "11:59:00", "corrected"],
  ["an event that waited in a phone with a wrong clock", at("05:00:00"), at("11:00:00"), "06:00:00", "corrected"],
  ["the future, without word of the clock", at("13:00:00"), undefined, "12:00:00", "clamped"],
  ["the future, by a clock that is right", at("13:00:00"), at("12:00:00"), "12:00:00", "clamped"],
  ["a moment ahead", at("12:00:01"), undefined, "12:00:00", ""],
  ["no time at all", undefined, at("11:00:00"), "12:00:00", ""],
])("%s", (_what, timestamp, sentAt, expected, mark) => {
  expect(correctTime(timestamp, sentAt, received)).toEqual({ atMs: at(expected).getTime(), mark });
});
