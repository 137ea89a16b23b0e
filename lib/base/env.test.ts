import { describe, expect, it } from "vitest";
import { EnvError, parseEnv } from "./env";

function problemsOf(source: Record<string, string>): string[] {
  try {
    parseEnv(source);
  } catch (error) {
    if (error instanceof EnvError) return error.problems;
    throw error;
  }
  return [];
}

describe("settings", () => {
  it("have defaults that need nothing", () => {
    const value = parseEnv({});
    expect(value.publicUrl).toBe("http://127.0.0.1:3000");
    expect(value.localSignIn).toBe(true);
    expect(value.STAFF).toEqual([]);
  });

  it("are refused by name, all at once, without their values", () => {
    const problems = problemsOf({
      PORT: "99999",
      DATABASE_URL: "mysql://u:hunter2@h/d",
      GITHUB_ID: "x",
      WAYMARK_WRITE_KEY: "nope-nope",
    });
    expect(problems.map((line) => line.split(" ")[0]).sort()).toEqual(
      ["DATABASE_URL", "GITHUB_SECRET", "PORT", "WAYMARK_WRITE_KEY"].sort(),
    );
    expect(problems.join()).not.toContain("hunter2");
  });

  it("that need each other or hold a list are told beside one that cannot be read at all", () => {
    const problems = problemsOf({ PORT: "abc", GITHUB_SECRET: "x", TRUSTED_PROXIES: "10.0.0.0/8, ::1, proxy.example" });
    expect(problems.map((line) => line.split(" ")[0])).toEqual(["PORT", "TRUSTED_PROXIES", "GITHUB_ID"]);
  });

  it("treat empty as not set", () => {
    expect(parseEnv({ DATABASE_URL: "", GITHUB_ID: "" }).DATABASE_URL).toBeUndefined();
  });

  it("allow the local sign-in on a loopback host without GitHub only", () => {
    expect(parseEnv({ HOST: "0.0.0.0" }).localSignIn).toBe(false);
    expect(parseEnv({ PUBLIC_URL: "https://portal.example" }).localSignIn).toBe(false);
    expect(parseEnv({ GITHUB_ID: "a", GITHUB_SECRET: "b" }).localSignIn).toBe(false);
    expect(parseEnv({ HOST: "::1" }).localSignIn).toBe(true);
  });
});
