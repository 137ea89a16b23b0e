import { describe, expect, it } from "vitest";
import { companyDomain, nameOfDomain } from "./company-domain";

describe("the domain of a company", () => {
  it.each([
    ["ada@analytical.example", "analytical.example"],
    ["Ada@Analytical.Example ", "analytical.example"],
    ["dev@mail.analytical.co.uk", "mail.analytical.co.uk"],
    ["grace@gmail.com", null],
    ["grace@googlemail.com", null],
    ["x@hey.com", null],
    ["x@proton.me", null],
    ["x@tutanota.com", null],
    ["x@qq.com", null],
    ["1001+ada@users.noreply.github.com", null],
    ["ada@users.noreply.code.analytical.example", null],
    ["no-at-sign", null],
    ["two@at@signs.example", null],
    ["ada@localhost", null],
    ["", null],
  ])("of %j is %j", (email, domain) => expect(companyDomain(email)).toBe(domain));

  it.each([
    ["analytical.example", "Analytical"],
    ["acme.co.uk", "Acme"],
    ["mail.analytical.example", "mail.analytical.example"],
  ])("%s is called %s", (domain, name) => expect(nameOfDomain(domain)).toBe(name));
});
