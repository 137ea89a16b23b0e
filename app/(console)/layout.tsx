import type { Metadata } from "next";
import type { ReactNode } from "react";
import { ConsoleShell } from "@/components/layout/console-shell";
import { SampleNotice } from "@/components/layout/sample-notice";
import { requirePerson } from "@/lib/access/require-person";
import { publicPortal } from "@/lib/base/config/portal";
import { env } from "@/lib/base/env";

export const metadata: Metadata = { robots: { index: false } };

export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const person = await requirePerson();
  return (
    <ConsoleShell portal={publicPortal()} person={person} staff={person.staffRole !== null}>
      {env().WAYMARK_DEMO ? <SampleNotice /> : null}
      {children}
    </ConsoleShell>
  );
}
