import { renderMarkdown } from "@/lib/base/render-markdown";
import type { Answer, AnswerLink, Body, Example, Field } from "../schema";
import { asText, describeSchema } from "./describe-schema";
import type { Header, LinkObject, Media, OperationObject, Resolver, Response } from "./document";
import { exampleOf } from "./example-of";
import { formOf } from "./form-fields";
import { isFileType, isJson } from "./media-types";

/** One operation shows so many bodies by name. */
const mostExamples = 8;

export function examplesOf(resolver: Resolver, media: Media, whole = false): Example[] {
  if (media.example !== undefined) return [{ title: "Example", value: media.example }];
  const named = Object.entries(media.examples ?? {}).flatMap(([name, example]) => {
    const { summary, value } = resolver.follow<{ summary?: string; value?: unknown }>(example);
    // One that only has an address (externalValue) is not fetched.
    return value === undefined ? [] : [{ title: summary ?? name, value }];
  });
  if (named.length) return withOwnTitles(named.slice(0, mostExamples));
  return media.schema ? [{ title: "Example", value: exampleOf(resolver, media.schema, whole) }] : [];
}

/** Two bodies of one name cannot be told apart. */
function withOwnTitles(examples: Example[]): Example[] {
  const seen = new Map<string, number>();
  return examples.map((example) => {
    const times = (seen.get(example.title) ?? 0) + 1;
    seen.set(example.title, times);
    return times === 1 ? example : { ...example, title: `${example.title} ${times}` };
  });
}

export function bodyOf(
  resolver: Resolver,
  content: Record<string, Media> | undefined,
  required: boolean,
  description = "",
  comesBack = false,
): Body | null {
  const contents = Object.entries(content ?? {});
  // JSON is what samples are written in; the others are named beside it.
  const [mediaType, media] = contents.find(([type]) => isJson(type)) ?? contents[0] ?? [];
  if (!mediaType || !media) return null;
  return {
    mediaType,
    form: formOf(resolver, mediaType, media),
    required,
    description,
    descriptionHtml: renderMarkdown(description),
    content: describeSchema(resolver, "", media.schema ?? {}, required),
    // Nobody reads a picture as text.
    examples:
      comesBack && (isFileType(mediaType) || media.schema?.format === "binary")
        ? []
        : examplesOf(resolver, media, comesBack),
    otherTypes: contents.map(([type]) => type).filter((type) => type !== mediaType),
  };
}

/** A parameter or a header. Its value may be described by a schema or, as text of a media type, by `content`. */
export function valueField(resolver: Resolver, name: string, parameter: Header, required: boolean): Field {
  const [mediaType, media] = Object.entries(parameter.content ?? {})[0] ?? [];
  const field = describeSchema(resolver, name, parameter.schema ?? media?.schema ?? {}, required);
  const example =
    parameter.example ??
    Object.values(parameter.examples ?? {}).map((one) => resolver.follow<{ value?: unknown }>(one).value)[0];
  return {
    ...field,
    type: mediaType ? `${field.type}, as ${mediaType}` : field.type,
    description: parameter.description ?? field.description,
    descriptionHtml: parameter.description ? renderMarkdown(parameter.description) : field.descriptionHtml,
    deprecated: parameter.deprecated ?? field.deprecated,
    example: example === undefined ? field.example : asText(example),
  };
}

export function answersOf(
  resolver: Resolver,
  responses: OperationObject["responses"],
  idOf: (link: LinkObject) => string | null,
): Answer[] {
  return Object.entries(responses ?? {})
    .filter(([status]) => !status.startsWith("x-"))
    .map(([status, given]) => {
      const response = resolver.follow<Response>(given);
      const links = Object.entries(response.links ?? {}).map(([name, one]): AnswerLink => {
        const link = resolver.follow<LinkObject>(one);
        return {
          name,
          operation: idOf(link),
          description: link.description ?? "",
          descriptionHtml: renderMarkdown(link.description ?? ""),
          parameters: Object.entries(link.parameters ?? {}).map(([key, value]) => ({
            name: key,
            value: asText(value),
          })),
        };
      });
      return {
        status,
        description: response.description ?? "",
        descriptionHtml: renderMarkdown(response.description ?? ""),
        headers: Object.entries(response.headers ?? {}).map(([name, header]) =>
          valueField(resolver, name, resolver.follow<Header>(header), false),
        ),
        body: bodyOf(resolver, response.content, false, "", true),
        links,
      };
    });
}
