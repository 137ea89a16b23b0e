import { z } from "zod";

const folder = z.string().regex(/^[a-z0-9][a-z0-9.-]{0,31}$/i, "must be the name of a folder, such as v1 or de");

/** How docs are kept in several versions and languages, and how they are searched. */
export const docsSchema = z
  .strictObject({
    /** What the current version is called where one can choose. */
    version: z.string().min(1).default("Current"),
    /** Older versions, newest first: the folder `content/docs/<id>`. `indexed`: search engines may list it. */
    versions: z
      .array(z.strictObject({ id: folder, label: z.string().min(1), indexed: z.boolean().default(false) }))
      .default([]),
    /** The language of `content/docs` itself. */
    language: z.strictObject({ id: folder, label: z.string().min(1) }).prefault({ id: "en", label: "English" }),
    /**
     * More languages: the folder `content/docs/<id>`; a page that is missing there is shown in the first language. `words` translates what
     * stands around pages, and titles and labels of folders, by their text in the first language.
     */
    languages: z
      .array(
        z.strictObject({ id: folder, label: z.string().min(1), words: z.record(z.string(), z.string()).default({}) }),
      )
      .default([]),
    /** Words that mean the same to a searcher, single ones: `["key", "token", "credential"]`. */
    synonyms: z.array(z.array(z.string().regex(/^[\p{L}\p{N}]+$/u, "must be single words")).min(2)).default([]),
  })
  .refine(
    ({ versions, languages, language }) => {
      const ids = [language.id, ...languages.map(({ id }) => id), ...versions.map(({ id }) => id)];
      return new Set(ids).size === ids.length;
    },
    { error: "versions and languages must have different ids" },
  )
  .prefault({});
export type DocsConfig = z.infer<typeof docsSchema>;
