import { describe, expect, it } from "vitest";
import { makeCertificateCode, readCertificateCode } from "./certificate-code";

describe("certificate codes", () => {
  it("are readable, all different, and use every character", () => {
    const codes = Array.from({ length: 20_000 }, makeCertificateCode);
    expect(new Set(codes).size).toBe(codes.length);
    expect(codes.every((code) => /^[A-Z]{3,8}(-[0-9A-HJKMNP-TV-Z]{4}){3}$/.test(code))).toBe(true);
    const used = new Set(codes.flatMap((code) => [...code.split("-").slice(1).join("")]));
    expect(used.size).toBe(32);
  });

  it("survive being read out loud and typed", () => {
    expect(readCertificateCode("PWY-10AB-CDEF-0123")).toBe("PWY-10AB-CDEF-0123");
    expect(readCertificateCode(" pwy-loab-cdef-O123 ")).toBe("PWY-10AB-CDEF-0123");
    expect(readCertificateCode("pwy 10ab cdef 0123")).toBe("PWY-10AB-CDEF-0123");
    expect(readCertificateCode("PWY-10ABCDEF0123")).toBe("PWY-10AB-CDEF-0123");
    const made = makeCertificateCode();
    expect(readCertificateCode(made.toLowerCase())).toBe(made);
  });

  it.each([
    "",
    "PWY",
    "PWY-10AB-CDEF",
    "PWY-10AB-CDEF-01234",
    "PWY-10AB-CDEF-012U",
    "../../etc/passwd",
    "%00",
    "PWY-10AB-CDEF-012é",
  ])("refuse %j", (typed) => {
    expect(readCertificateCode(typed)).toBeNull();
  });
});
