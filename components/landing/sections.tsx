import { ArrowRight } from "lucide-react";
import Link from "next/link";
import { Method } from "@/components/ui/badge";
import { paths } from "@/lib/base/paths";
import type { Group } from "@/lib/reference/schema";

/** The ways into the portal, as stops along one path. */
export function WaysIn({ ways }: { ways: { title: string; href: string; text: string }[] }) {
  return (
    <section aria-label="Where to begin" className="mx-auto max-w-[90rem] px-4 py-14 sm:px-6 lg:py-16">
      <ul className="grid gap-x-10 gap-y-8 md:grid-cols-3">
        {ways.map((way) => (
          <li key={way.href} className="wm-stop">
            <Link href={way.href} className="group/way block">
              <span className="flex items-center gap-2 font-semibold text-lg">
                {way.title}
                <ArrowRight
                  className="size-4 text-ink-faint transition-transform group-hover/way:translate-x-1 group-hover/way:text-accent"
                  aria-hidden="true"
                />
              </span>
              <span className="mt-1 block max-w-80 text-pretty text-ink-muted text-md">{way.text}</span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function Features({ features }: { features: { title: string; text: string }[] }) {
  if (features.length === 0) return null;
  return (
    <section className="border-line border-t bg-sunken" aria-labelledby="features">
      <h2 id="features" className="sr-only">
        What you get
      </h2>
      <ul className="mx-auto grid max-w-[90rem] gap-x-10 gap-y-9 px-4 py-14 sm:grid-cols-2 sm:px-6 lg:grid-cols-3 lg:py-16">
        {features.map((feature) => (
          <li key={feature.title}>
            <h3 className="text-md">{feature.title}</h3>
            <p className="mt-1 max-w-96 text-pretty text-ink-muted">{feature.text}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** All of the API at a glance: every operation, one click away; of a large one (`byGroup`) every group. */
export function ApiSurface({ title, groups, byGroup }: { title: string; groups: Group[]; byGroup: boolean }) {
  const count = groups.reduce((sum, group) => sum + group.operations.length, 0);
  return (
    <section className="border-line border-t" aria-labelledby="surface">
      <div className="mx-auto max-w-[90rem] px-4 py-14 sm:px-6 lg:py-16">
        <div className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1">
          <h2 id="surface" className="text-2xl">
            The whole API
          </h2>
          <p className="text-ink-muted">
            {count} operations.{" "}
            <Link
              href={paths.reference}
              className="text-ink underline decoration-line-strong underline-offset-4 hover:decoration-accent"
            >
              {title} reference
            </Link>
          </p>
        </div>
        {byGroup ? (
          <ul className="mt-7 gap-x-8 sm:columns-2 lg:columns-3">
            {groups.map((group) => (
              <li key={group.slug} className="break-inside-avoid border-line border-b">
                <Link
                  href={paths.operationGroup("", group.slug)}
                  prefetch={false}
                  className="flex items-baseline justify-between gap-3 rounded-sm py-2 hover:bg-hover"
                >
                  <span className="min-w-0 truncate">{group.name}</span>
                  <span className="text-ink-muted text-sm tabular-nums">{group.operations.length}</span>
                </Link>
              </li>
            ))}
          </ul>
        ) : (
          <div className="mt-7 gap-x-8 sm:columns-2 lg:columns-3">
            {groups.map((group) => (
              <div key={group.slug} className="mb-6 break-inside-avoid">
                <h3 className="border-line border-b pb-1.5 text-ink-muted text-sm tracking-normal">{group.name}</h3>
                <ul>
                  {group.operations.map((operation) => (
                    <li key={operation.id}>
                      <Link
                        href={paths.operation(operation.id)}
                        prefetch={false}
                        className="flex items-baseline gap-3 rounded-sm py-1 hover:bg-hover"
                      >
                        <Method method={operation.method} className="w-11 shrink-0" />
                        <code className="min-w-0 truncate text-sm">{operation.path}</code>
                      </Link>
                    </li>
                  ))}
                </ul>
              </div>
            ))}
          </div>
        )}
      </div>
    </section>
  );
}
