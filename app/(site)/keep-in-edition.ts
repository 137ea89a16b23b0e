import { type ComponentProps, type ComponentType, createElement } from "react";
import { portal } from "@/lib/base/config/portal";
import { paths } from "@/lib/base/paths";
import { joinSlug, splitSlug } from "@/lib/docs/editions";

type Components = { [name: string]: unknown; a: ComponentType<ComponentProps<"a">> };

/**
 * Links of a translation stay in its language: pages are linked by their address in the first one. Older versions are as they were written:
 * there a link to the current version may be meant. Anything else is left alone.
 */
export function keepInEdition<Given extends Components>(components: Given, prefix: string): Given {
  const { language } = splitSlug(prefix, portal.docs);
  if (language === portal.docs.language.id) return components;
  const start = paths.docs();
  const stay = (href: string) => {
    const [, slug = "", behind = ""] = /^\/docs(?:\/([^?#]*))?([?#].*)?$/.exec(href) ?? [];
    const inDocs = href === start || href.startsWith(`${start}/`) || href.startsWith(`${start}#`);
    if (!inDocs || /\.\w+$/.test(slug) || splitSlug(slug, portal.docs).language !== portal.docs.language.id)
      return href;
    return `${paths.docs(joinSlug(language, slug))}${behind}`;
  };
  const { a } = components;
  return {
    ...components,
    a: ({ href = "", ...rest }: ComponentProps<"a">) => createElement(a, { ...rest, href: stay(href) }),
  };
}
