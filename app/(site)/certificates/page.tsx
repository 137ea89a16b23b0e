import { Search } from "lucide-react";
import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { publicPortal } from "@/lib/base/config/portal";
import { paths } from "@/lib/base/paths";

export const metadata: Metadata = {
  title: "Check a certificate",
  description: "Type the code of a certificate to see whose it is and whether it still counts.",
};

/** The form is a plain GET: it works without scripts, and with curl. */
export default async function CertificatesPage({ searchParams }: { searchParams: Promise<{ code?: string }> }) {
  const { code } = await searchParams;
  if (code?.trim()) redirect(paths.certificate(code.trim().slice(0, 60).replace(/\s+/g, "-")));
  const portal = publicPortal();
  const example = `${portal.organisationPrefix.toUpperCase()}-7K2M-9QXA-4TBD`;
  return (
    <main id="main" className="mx-auto max-w-xl px-4 py-20 sm:py-28">
      <h1 className="text-3xl tracking-tight">Check a certificate</h1>
      <p className="mt-2.5 text-pretty text-ink-muted text-lg">
        Every certificate of {portal.name} carries a code. Type it to see whose it is, what for, and whether it still
        counts.
      </p>
      <form action={paths.certificates} className="mt-8 flex items-end gap-2">
        <Field label="Code" name="code" className="min-w-0 flex-1">
          {(control) => (
            <Input
              {...control}
              placeholder={example}
              autoComplete="off"
              spellCheck={false}
              maxLength={60}
              className="h-11! font-mono text-md!"
            />
          )}
        </Field>
        <Button type="submit" variant="primary" size="lg" icon={<Search className="size-4" aria-hidden="true" />}>
          Check
        </Button>
      </form>
    </main>
  );
}
