import { describe, expect, it } from "vitest";
import { highlightCode } from "@/lib/base/highlight-code";
import { readFence } from "./internal/read-fence";
import { markVariables } from "./internal/variables";
import { writeCurl } from "./internal/write-curl";

const lines = (html: string) => html.split("\n").map((line) => /class="([^"]*)"/.exec(line)?.[1]);

describe("what stands behind a block's language", () => {
  it("is read in any order", () => {
    const fence = readFence("js", '{1,3-4} title="a b.mjs" add={2} focus={5} /two words/ numbers=10 wrap id="x"', "");
    expect(fence).toMatchObject({ title: "a b.mjs", id: "x", numbers: 10, wrap: true, words: ["two words"] });
    expect([[...fence.marked], [...fence.added], [...fence.focused]]).toEqual([[1, 3, 4], [2], [5]]);
  });
  it("is refused when it is not understood", () => {
    expect(() => readFence("js", "numbers tilte=x", "")).toThrow('"tilte=x" behind the language');
    expect(() => readFence("js", "numbers=ten", "")).toThrow("is not understood");
    expect(() => readFence("js", "", "a // [!code +]")).toThrow("[!code +] is none of");
  });
  it("can stand in comments, which move with their lines and are not shown", () => {
    const fence = readFence(
      "js",
      "",
      "a // [!code --]\nb // [!code ++:2]\nc\n// [!code highlight]\nd <!-- [!code focus] -->\ne // [!code word:e]",
    );
    expect(fence.text).toBe("a\nb\nc\nd\ne");
    expect([fence.removed, fence.added, fence.marked, fence.focused].map((set) => [...set])).toEqual([
      [1],
      [2, 3],
      [4],
      [4],
    ]);
    expect(fence.words).toEqual(["e"]);
  });
});

describe("the lines of a block", () => {
  it("carry what is said about them", async () => {
    const html = await highlightCode("a\nb\nc", "text", {
      marked: new Set([1]),
      added: new Set([1, 2]),
      removed: new Set([3]),
      focused: new Set([2]),
    });
    expect(lines(html)).toEqual(["line marked added", "line added focused", "line removed"]);
  });
  it("mark words across colours, escaped", async () => {
    expect(await highlightCode('x = "<b>"', "text", { words: ["<b>"] })).toBe(
      '<span class="line">x = &quot;<mark>&lt;b&gt;</mark>&quot;</span>',
    );
    const html = await highlightCode('await fetch("x")', "js", { words: ["await fetch("] });
    expect(html.replace(/<\/?span[^>]*>/g, "").replace(/<\/mark><mark>/g, "")).toBe(
      "<mark>await fetch(</mark>&quot;x&quot;)",
    );
  });
  it("of a terminal are commands with a prompt, and output", async () => {
    const html = await highlightCode("$ curl a \\\n  -d b\nok\n# ls", "console", { prompts: true });
    expect(lines(html)).toEqual(["line command", "line command", "line", "line command"]);
    expect(html.match(/<span class="prompt">[^<]*/g)).toEqual(['<span class="prompt">$ ', '<span class="prompt"># ']);
    expect(readFence("bash", "", "$ ls").prompts).toBe(true);
    expect(readFence("bash", "", "ls").prompts).toBe(false);
  });
  it("in a language that nobody knows stay plain, under any name", async () => {
    for (const language of ["klingon", "constructor"]) {
      expect(await highlightCode("a", language)).toBe('<span class="line">a</span>');
    }
  });
  it("of a terminal keep its colours", async () => {
    const html = await highlightCode("\u001b[32mok\u001b[0m \u001b[1;31mno\u001b[0m", "ansi");
    expect(html).toBe(
      '<span class="line"><span class="tk-ansi-green">ok </span><span class="tk-ansi-red tk-bold">no</span></span>',
    );
  });
});

describe("a curl command in other languages", () => {
  const command = markVariables(
    "x.mdx",
    `curl {{PORTAL_URL}}/sandbox/shipments -H "Authorization: Bearer {{SANDBOX_KEY}}" \\
  -H 'Content-Type: application/json' -d '{ "parcels": [{ "weightGrams": 850 }] }'`,
  );
  it("is the same request in each, with marks where variables were", () => {
    const samples = writeCurl(command, []);
    expect(samples.map((one) => one.label)).toEqual(["JavaScript", "Python", "Go", "PHP", "Ruby"]);
    for (const { code } of samples) {
      expect(code).toContain("WMXTPORTALURLXMW/sandbox/shipments");
      expect(code).toContain("Bearer WMXTSANDBOXKEYXMW");
      expect(code).toContain("weightGrams");
      expect(code).not.toContain(".example");
    }
    expect(samples[0]?.code).toContain("method: 'POST'");
    expect(samples[1]?.code).toContain("requests.post(");
    expect(samples[4]?.code).toContain('http.use_ssl = url.scheme == "https"');
  });
  it("can be some of them, by name", () => {
    expect(writeCurl("curl https://a.example/x", ["Go"]).map((one) => one.language)).toEqual(["go"]);
    expect(() => writeCurl("curl https://a.example", ["Rust"])).toThrow('languages="Rust": there are JavaScript');
  });
  it("knows methods, users and query data", () => {
    const python = (text: string) => writeCurl(text, ["Python"])[0]?.code;
    expect(python("curl -X DELETE -u a:b https://a.example")).toContain('"Authorization": "Basic YTpi"');
    expect(python("curl -X DELETE https://a.example")).toContain("requests.delete");
    expect(python("curl -G -d a=1 -d b=2 https://a.example/x")).toMatch(/a=1&b=2|"a": ?"1"/);
    expect(python("curl -d a=1 https://a.example/x")).toContain("requests.post");
    expect(python('curl -G --data-urlencode "q=a&b c" -d n=2 https://a.example/x')).toMatch(/n=2&q=a%26b%20c|"a&b c"/);
  });
  it("sends forms in every language", () => {
    for (const { code } of writeCurl('curl -d grant_type=code --data-urlencode "q=a b" https://a.example/x', []))
      expect(code).toContain("grant_type=code&q=a%20b");
  });
  it.each([
    ["curl https://a.example | jq", '"|" cannot be written'],
    ["curl https://a.example > x", '">" cannot be written'],
    ["curl --form a=b https://a.example", "--form"],
    ["curl -d @body.json https://a.example", "data from a file"],
    ["curl --data-urlencode q@words.txt https://a.example", "data from a file"],
    ["curl -H a:b", "one address"],
    ["curl /relative", "not a whole address"],
    ["wget https://a.example", "one curl command"],
  ])("refuses %s", (text, message) => {
    expect(() => writeCurl(text, [])).toThrow(message);
  });
});
