import { HTTPSnippet } from "@readme/httpsnippet";
import { type VariableName, variableMark } from "@/lib/base/page-variables";

/** One request, as code is written for it. */
export type CodeRequest = { method: string; url: string; headers: { name: string; value: string }[]; body?: string };

/** The languages a request can be written in, and which of the library's writers does it. */
const targets = [
  { label: "JavaScript", language: "js", target: "javascript", client: "fetch" },
  { label: "Python", language: "python", target: "python", client: "requests" },
  { label: "Go", language: "go", target: "go", client: "native" },
  { label: "PHP", language: "php", target: "php", client: "curl" },
  { label: "Ruby", language: "ruby", target: "ruby", client: "native" },
] as const;

/** Their names, in the order they are written in. */
export const codeLanguages: readonly string[] = targets.map((target) => target.label);

/** Marks at the beginning of an address stand for one, and must look like one to be taken apart. */
const addresses: VariableName[] = ["PORTAL_URL", "API_BASE_URL"];
const standIn = (name: VariableName) => `https://${variableMark("text", name).toLowerCase()}.example`;

/** An address that begins with a mark, as one that can be taken apart; `writeRequestCode` puts the mark back. */
export function withStandIns(text: string): string {
  return addresses.reduce((rest, name) => rest.replaceAll(variableMark("text", name), standIn(name)), text);
}

/** A request in the languages `wanted`, or all, in their order. Throws an Error for what cannot be written. Marks stay marks. */
export function writeRequestCode(
  { method, url, headers, body }: CodeRequest,
  wanted: readonly string[] = [],
): { label: string; language: string; code: string }[] {
  const address = withStandIns(url);
  if (!URL.canParse(address)) throw new Error(`"${address}" is not a whole address`);
  const mimeType = headers.find((header) => header.name.toLowerCase() === "content-type")?.value ?? "";
  // Of a form the library writes `params` only; its text is as good, and stays as it was written.
  const isForm = /^(application\/x-www-form-urlencoded|multipart\/)/i.test(mimeType);
  const snippet = new HTTPSnippet({
    method,
    url: address,
    headers,
    httpVersion: "HTTP/1.1",
    cookies: [],
    queryString: [],
    headersSize: -1,
    bodySize: -1,
    ...(body === undefined ? {} : { postData: { mimeType: isForm ? "text/plain" : mimeType, text: body, params: [] } }),
  } as never);
  return targets
    .filter((target) => wanted.length === 0 || wanted.includes(target.label))
    .map(({ label, language, target, client }) => {
      const [code] = [snippet.convert(target, client)].flat();
      if (typeof code !== "string") throw new Error(`this request cannot be written in ${label}`);
      const withMarks = addresses.reduce(
        (text, name) => text.replaceAll(standIn(name), variableMark("text", name)),
        // The portal may be at http, on somebody's own machine.
        code
          .trim()
          .replace("http.use_ssl = true", 'http.use_ssl = url.scheme == "https"')
          // In double quotes Ruby would fill these in.
          .replace(target === "ruby" ? /#([{$@])/g : /$^/, "\\#$1"),
      );
      return { label, language, code: withMarks };
    });
}
