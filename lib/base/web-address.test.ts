import { describe, expect, it } from "vitest";
import { readWebAddress } from "./web-address";

describe("readWebAddress", () => {
  it.each([
    ["https://mill-books.example", "https://mill-books.example/"],
    [" https://Shop.Example:8443/a?b=c#d ", "https://shop.example:8443/a?b=c#d"],
    ["https://93.184.216.34/", "https://93.184.216.34/"],
    ["https://[2606:2800:220:1::1]/", "https://[2606:2800:220:1::1]/"],
    ["https://bücher.example/", "https://xn--bcher-kva.example/"],
  ])("takes %s", (text, href) => {
    expect(readWebAddress(text)?.href).toBe(href);
  });

  it.each([
    "",
    "mill-books.example",
    "//mill-books.example",
    "http://mill-books.example",
    "ftp://mill-books.example",
    "javascript:alert(1)//https://x.example",
    "data:text/html,<script>alert(1)</script>",
    "https://user:pass@mill-books.example",
    "https://mill-books.example@evil.example",
    "https://localhost/",
    "https://localhost./",
    "https://a.localhost/",
    "https://intranet/",
    "https://printer.local/",
    "https://127.0.0.1/",
    "https://2130706433/",
    "https://0x7f.1/",
    "https://0.0.0.0/",
    "https://10.1.2.3/",
    "https://172.16.0.1/",
    "https://192.168.1.1/",
    "https://169.254.169.254/latest/meta-data",
    "https://100.64.0.1/",
    "https://[::1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[fe80::1]/",
    "https://[fd00::1]/",
    "https://[fd00:ec2::254]/",
    "https://[::127.0.0.1]/",
    "https://[64:ff9b::7f00:1]/",
    "https://[2002:7f00:1::]/",
    `https://mill-books.example/${"a".repeat(2_048)}`,
  ])("refuses %s", (text) => {
    expect(readWebAddress(text)).toBeNull();
  });

  it("lets a portal on a loopback address point at its own machine, and nowhere else by scheme", () => {
    expect(readWebAddress("http://127.0.0.1:4000/app", { allowPrivate: true })?.href).toBe("http://127.0.0.1:4000/app");
    expect(readWebAddress("javascript:alert(1)", { allowPrivate: true })).toBeNull();
    expect(readWebAddress("http://a:b@127.0.0.1/", { allowPrivate: true })).toBeNull();
  });
});
