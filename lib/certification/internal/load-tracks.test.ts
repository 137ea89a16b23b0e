import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { allTracks, loadTracks } from "./load-tracks";

const sound = `id: small
version: "1"
title: Small
description: A small track.
passMark: 0.5
validMonths: 6
timeLimitMinutes: 10
questionsPerAttempt: 1
questions:
  - id: q1
    text: One?
    kind: single
    options:
      - { id: a, text: A }
      - { id: b, text: B }
    correct: [a]
    explanation: Because.
tasks:
  - id: t1
    title: Call
    description: Do it.
    calls:
      - { method: GET, route: /carriers, status: 2xx }
`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "tracks-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Loads one file with this text. */
function load(text: string, name = "small.yaml") {
  const own = mkdtempSync(path.join(folder, "case-"));
  writeFileSync(path.join(own, name), text);
  return loadTracks(own);
}

describe("loadTracks", () => {
  it("reads a sound track and gives what was left out", () => {
    const [track] = load(sound);
    expect(track).toMatchObject({ id: "small", coolDownMinutes: 60, questionsPerAttempt: 1 });
  });

  it("has no tracks where there is no folder", () => {
    expect(loadTracks(path.join(folder, "nowhere"))).toEqual([]);
  });

  it.each([
    [
      "an option that is not there",
      ["correct: [a]", "correct: [z]"],
      /small\.yaml:16:15 questions\.0\.correct\.0 "z" is not one of/,
    ],
    [
      "two right options of a single question",
      ["correct: [a]", "correct: [a, b]"],
      /small\.yaml:16:14 .*exactly one right option/,
    ],
    ["no right option", ["correct: [a]", "correct: []"], /small\.yaml:16:14 .*names no right option/],
    ["a pass mark of 75", ["passMark: 0.5", "passMark: 75"], /small\.yaml:5:11 passMark/],
    [
      "more questions than there are",
      ["PerAttempt: 1", "PerAttempt: 9"],
      /small\.yaml:8:22 questionsPerAttempt draws 9 of only 1/,
    ],
    ["the same option twice", ["{ id: b,", "{ id: a,"], /small\.yaml:15:9 questions\.0\.options\.1 "a" is there twice/],
    [
      "a route without a slash",
      ["route: /carriers", "route: carriers"],
      /small\.yaml:23:31 tasks\.0\.calls\.0\.route must start/,
    ],
    ["a method that is none", ["method: GET", "method: FETCH"], /small\.yaml:23:19 tasks\.0\.calls\.0\.method/],
    ["a field with a typo", ["explanation:", "explenation:"], /small\.yaml:10:5 questions\.0 .*explenation/],
    [
      "another id than the file's name",
      ["id: small", "id: other"],
      /small\.yaml:1:5 id must be the file's name, "small"/,
    ],
    ["text that is not YAML", ["title: Small", "title: [Small"], /small\.yaml:\d+:\d+ /],
  ])("names file and place: %s", (_, [from, to], expected) => {
    expect(() => load(sound.replace(from as string, to as string))).toThrow(expected);
  });

  it("tells every fault at once", () => {
    expect(() =>
      load(sound.replace("passMark: 0.5", "passMark: 2").replace("validMonths: 6", "validMonths: soon")),
    ).toThrow(/passMark.*validMonths/s);
  });
});

describe("the portal's own tracks", () => {
  it("are sound", () => {
    expect(allTracks().length).toBeGreaterThan(0);
  });
});
