import type { FormPart, Sample } from "../schema";

type FormRequest = { method: string; url: string; headers: [string, string][]; parts: FormPart[] };

/** In single quotes of a POSIX shell nothing is special but the quote itself. */
const shellQuote = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
const phpQuote = (text: string) => `'${text.replace(/[\\']/g, "\\$&")}'`;
/** In double quotes Ruby would fill these in. */
const rubyQuote = (text: string) => JSON.stringify(text).replace(/#([{$@])/g, "\\#$1");
const plainUrl = (url: string) => (/^[\w:/.%-]+$/.test(url) ? url : shellQuote(url));
const key = (name: string) => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name));
const isFile = (part: FormPart): part is Extract<FormPart, { file: unknown }> => "file" in part;
const textOf = (part: FormPart) => (isFile(part) ? part.file.name : part.text);
const namesDiffer = (parts: FormPart[]) => new Set(parts.map(({ name }) => name)).size === parts.length;

/** What begins a command: the verb where curl would not choose it by itself, the address and the headers. */
function curlHead({ method, url, headers }: FormRequest): string[] {
  return [
    `curl ${method === "POST" ? "" : `-X ${method} `}${plainUrl(url)}`,
    ...headers.map(
      ([name, value]) => `-H ${/["$`\\!]/.test(value) ? shellQuote(`${name}: ${value}`) : `"${name}: ${value}"`}`,
    ),
  ];
}

/** curl reads `;` and a leading `@` or `<` of a part's value itself, unless it is quoted (curl's manual, --form). */
const curlValue = (text: string) => (/^[@<"]|;/.test(text) ? `"${text.replace(/[\\"]/g, "\\$&")}"` : text);

function curlPart(part: FormPart): string {
  if (isFile(part)) return `-F ${shellQuote(`${part.name}=@${curlValue(part.file.name)};type=${part.file.type}`)}`;
  if (part.type) return `-F ${shellQuote(`${part.name}=${curlValue(part.text)};type=${part.type}`)}`;
  return `${/^[@<"]|;/.test(part.text) ? "--form-string" : "-F"} ${shellQuote(`${part.name}=${part.text}`)}`;
}

function javaScriptFetch({ method, url, headers }: FormRequest, body: string): string {
  const lines = [
    `method: ${JSON.stringify(method)},`,
    ...(headers.length
      ? [
          `headers: {\n${headers.map(([name, value]) => `    ${key(name)}: ${JSON.stringify(value)},`).join("\n")}\n  },`,
        ]
      : []),
    body,
  ];
  return `const response = await fetch(${JSON.stringify(url)}, {\n  ${lines.join("\n  ")}\n});\nconsole.log(response.status, await response.text());`;
}

function pythonCall({ method, url, headers }: FormRequest, given: string[]): string {
  const lines = [
    `${JSON.stringify(url)},`,
    ...(headers.length
      ? [`headers={${headers.map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`).join(", ")}},`]
      : []),
    ...given,
  ];
  return `import requests\n\nresponse = requests.${method.toLowerCase()}(\n    ${lines.join("\n    ")}\n)\nprint(response.status_code, response.text)`;
}

function goCall({ method, url, headers }: FormRequest, imports: string[], before: string, type: string): string {
  const all = ["fmt", "io", "net/http", ...imports].sort().map((name) => `\t"${name}"`);
  const sets = headers.map(([name, value]) => `\treq.Header.Set(${JSON.stringify(name)}, ${JSON.stringify(value)})\n`);
  return `package main

import (
${all.join("\n")}
)

func main() {
${before}
	req, _ := http.NewRequest(${JSON.stringify(method)}, ${JSON.stringify(url)}, body)
	req.Header.Set("Content-Type", ${type})
${sets.join("")}	res, err := http.DefaultClient.Do(req)
	if err != nil {
		panic(err)
	}
	defer res.Body.Close()
	text, _ := io.ReadAll(res.Body)
	fmt.Println(res.StatusCode, string(text))
}`;
}

function phpCall({ method, url, headers }: FormRequest, fields: string): string {
  const list = headers.map(([name, value]) => `        ${phpQuote(`${name}: ${value}`)},`);
  return `<?php

$curl = curl_init();
curl_setopt_array($curl, [
    CURLOPT_URL => ${phpQuote(url)},
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_CUSTOMREQUEST => ${phpQuote(method)},
    CURLOPT_POSTFIELDS => ${fields},
${list.length ? `    CURLOPT_HTTPHEADER => [\n${list.join("\n")}\n    ],\n` : ""}]);

echo curl_exec($curl);`;
}

function rubyCall({ method, url, headers }: FormRequest, form: string): string {
  const name = method.charAt(0) + method.slice(1).toLowerCase();
  const sets = headers.map(([header, value]) => `request[${rubyQuote(header)}] = ${rubyQuote(value)}\n`);
  return `require "net/http"

url = URI(${rubyQuote(url)})
request = Net::HTTP::${name}.new(url)
${sets.join("")}${form}

response = Net::HTTP.start(url.host, url.port, use_ssl: url.scheme == "https") { |http| http.request(request) }
puts response.code, response.body`;
}

/** A form without files in the six languages. */
function writeUrlencoded(request: FormRequest): Sample[] {
  const { parts } = request;
  // The languages name the type themselves; only Go's reader is told it.
  const rest = { ...request, headers: request.headers.filter(([name]) => name !== "Content-Type") };
  const pairs = parts.map((part): [string, string] => [part.name, textOf(part)]);
  const encoded = new URLSearchParams(pairs).toString();
  const js = namesDiffer(parts)
    ? `{\n${pairs.map(([name, text]) => `    ${key(name)}: ${JSON.stringify(text)},`).join("\n")}\n  }`
    : `[\n${pairs.map((pair) => `    ${JSON.stringify(pair).replace(",", ", ")},`).join("\n")}\n  ]`;
  const tuples = pairs.map(([name, text]) => `(${JSON.stringify(name)}, ${JSON.stringify(text)})`).join(", ");
  const dictionary = pairs.map(([name, text]) => `${JSON.stringify(name)}: ${JSON.stringify(text)}`).join(", ");
  return [
    {
      label: "curl",
      language: "bash",
      code: [
        ...curlHead(rest),
        ...pairs.map(([name, text]) => `--data-urlencode ${shellQuote(`${encodeURIComponent(name)}=${text}`)}`),
      ].join(" \\\n  "),
    },
    { label: "JavaScript", language: "js", code: javaScriptFetch(rest, `body: new URLSearchParams(${js}),`) },
    {
      label: "Python",
      language: "python",
      code: pythonCall(rest, [`data=${namesDiffer(parts) ? `{${dictionary}}` : `[${tuples}]`},`]),
    },
    {
      label: "Go",
      language: "go",
      code: goCall(
        rest,
        ["strings"],
        `\tbody := strings.NewReader(${JSON.stringify(encoded)})`,
        '"application/x-www-form-urlencoded"',
      ),
    },
    { label: "PHP", language: "php", code: phpCall(rest, phpQuote(encoded)) },
    {
      label: "Ruby",
      language: "ruby",
      code: rubyCall(
        rest,
        `request.set_form([${pairs.map(([name, text]) => `[${rubyQuote(name)}, ${rubyQuote(text)}]`).join(", ")}])`,
      ),
    },
  ];
}

function goPart(part: FormPart): string {
  if (!isFile(part) && !part.type) {
    return `\tform.WriteField(${JSON.stringify(part.name)}, ${JSON.stringify(part.text)})`;
  }
  const name = part.name.replace(/["\r\n]/g, encodeURIComponent);
  const disposition = isFile(part)
    ? `form-data; name="${name}"; filename="${part.file.name.replace(/["\r\n]/g, encodeURIComponent)}"`
    : `form-data; name="${name}"`;
  const type = isFile(part) ? part.file.type : (part.type as string);
  const header = `map[string][]string{\n\t\t"Content-Disposition": {${JSON.stringify(disposition)}},\n\t\t"Content-Type":        {${JSON.stringify(type)}},\n\t}`;
  const bytes = isFile(part)
    ? `\tcontent, err := os.ReadFile(${JSON.stringify(part.file.name)})\n\tif err != nil {\n\t\tpanic(err)\n\t}\n`
    : "";
  const content = isFile(part) ? "content" : `[]byte(${JSON.stringify(part.text)})`;
  // Names of its own, however many parts there are.
  return `\t{\n${bytes.replace(/^/gm, "\t").trimEnd()}${bytes ? "\n" : ""}\t\tpart, _ := form.CreatePart(${header.replaceAll("\n", "\n\t")})\n\t\tpart.Write(${content})\n\t}`;
}

function phpPart(part: FormPart): string {
  if (isFile(part)) return `new CURLFile(${[part.file.name, part.file.type, part.file.name].map(phpQuote).join(", ")})`;
  return part.type ? `new CURLStringFile(${phpQuote(part.text)}, '', ${phpQuote(part.type)})` : phpQuote(part.text);
}

const phpFields = (parts: FormPart[]) =>
  `[\n${parts.map((part) => `        ${phpQuote(part.name)} => ${phpPart(part)},`).join("\n")}\n    ]`;

function rubyPart(part: FormPart): string {
  if (isFile(part)) {
    return `[${rubyQuote(part.name)}, File.open(${rubyQuote(part.file.name)}), {content_type: ${rubyQuote(part.file.type)}}]`;
  }
  const type = part.type ? `, {content_type: ${rubyQuote(part.type)}}` : "";
  return `[${rubyQuote(part.name)}, ${rubyQuote(part.text)}${type}]`;
}

/** A form with files, or with parts of several types, in the six languages. Files are read from where the program runs. */
function writeMultipart(request: FormRequest): Sample[] {
  const { parts } = request;
  const files = parts.some(isFile);
  const appends = parts.map((part) => {
    const name = JSON.stringify(part.name);
    if (isFile(part)) {
      const file = JSON.stringify(part.file.name);
      return `form.append(${name}, await openAsBlob(${file}, { type: ${JSON.stringify(part.file.type)} }), ${file});`;
    }
    const text = JSON.stringify(part.text);
    return part.type
      ? `form.append(${name}, new Blob([${text}], { type: ${JSON.stringify(part.type)} }));`
      : `form.append(${name}, ${text});`;
  });
  const python = parts.map((part) => {
    const name = JSON.stringify(part.name);
    if (isFile(part)) {
      const file = JSON.stringify(part.file.name);
      return `(${name}, (${file}, open(${file}, "rb"), ${JSON.stringify(part.file.type)})),`;
    }
    return `(${name}, (None, ${JSON.stringify(part.text)}${part.type ? `, ${JSON.stringify(part.type)}` : ""})),`;
  });
  const imports = ["bytes", "mime/multipart", ...(files ? ["os"] : [])];
  const go = `\tbody := &bytes.Buffer{}\n\tform := multipart.NewWriter(body)\n${parts.map(goPart).join("\n")}\n\tform.Close()\n`;
  return [
    { label: "curl", language: "bash", code: [...curlHead(request), ...parts.map(curlPart)].join(" \\\n  ") },
    {
      label: "JavaScript",
      language: "js",
      code: `${files ? 'import { openAsBlob } from "node:fs";\n\n' : ""}const form = new FormData();\n${appends.join("\n")}\n\n${javaScriptFetch(request, "body: form,")}`,
    },
    {
      label: "Python",
      language: "python",
      code: pythonCall(request, [`files=[\n        ${python.join("\n        ")}\n    ],`]),
    },
    { label: "Go", language: "go", code: goCall(request, imports, go, "form.FormDataContentType()") },
    // PHP's curl takes a name once: a list cannot be written with it.
    ...(namesDiffer(parts) ? [{ label: "PHP", language: "php", code: phpCall(request, phpFields(parts)) }] : []),
    {
      label: "Ruby",
      language: "ruby",
      code: rubyCall(request, `request.set_form([\n  ${parts.map(rubyPart).join(",\n  ")}\n], "multipart/form-data")`),
    },
  ];
}

/** A call whose body is a form, in the six languages of the samples. */
export function writeFormCode(encoding: "multipart" | "urlencoded", request: FormRequest): Sample[] {
  return encoding === "multipart" ? writeMultipart(request) : writeUrlencoded(request);
}
