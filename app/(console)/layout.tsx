import type { Metadata } from "next";
import type { ReactNode } from "react";
import { ConsoleShell } from "@/components/layout/console-shell";
import { requirePerson } from "@/lib/access/require-person";
import { publicPortal } from "@/lib/base/config/portal";

export const metadata: Metadata = { robots: { index: false } };

export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const person = await requirePerson();
  return (
    <ConsoleShell portal={publicPortal()} person={person} staff={person.staffRole !== null}>
      {children}
    </ConsoleShell>
  );
}
