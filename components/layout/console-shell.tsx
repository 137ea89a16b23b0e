import { Activity, BadgeCheck, ChartColumn, House, KeyRound, Receipt, Settings, Users, Webhook } from "lucide-react";
import type { ReactNode } from "react";
import type { PublicPortal } from "@/lib/base/config/schema";
import { paths } from "@/lib/base/paths";
import { Shell, type ShellGroup, type ShellPerson } from "./shell";

const groups: ShellGroup[] = [
  {
    entries: [
      { label: "Home", href: paths.console.home, icon: <House aria-hidden="true" />, exact: true },
      { label: "Apps and keys", href: paths.console.apps, icon: <KeyRound aria-hidden="true" /> },
      { label: "Requests", href: paths.console.requests(), icon: <Activity aria-hidden="true" /> },
      { label: "Webhooks", href: paths.console.webhooks, icon: <Webhook aria-hidden="true" /> },
      { label: "Usage", href: paths.console.usage, icon: <ChartColumn aria-hidden="true" /> },
      { label: "Certification", href: paths.console.certification, icon: <BadgeCheck aria-hidden="true" /> },
    ],
  },
  {
    label: "Your company",
    entries: [
      { label: "Team", href: paths.console.team, icon: <Users aria-hidden="true" /> },
      { label: "Bill", href: paths.console.billing, icon: <Receipt aria-hidden="true" /> },
      { label: "Account", href: paths.console.account, icon: <Settings aria-hidden="true" /> },
    ],
  },
];

/** The developer's console. `staff` adds the way to the staff side. */
export function ConsoleShell({
  portal,
  person,
  current,
  staff,
  children,
}: {
  portal: PublicPortal;
  person: ShellPerson;
  current?: string;
  staff?: boolean;
  children: ReactNode;
}) {
  return (
    <Shell
      portal={portal}
      person={person}
      current={current}
      groups={groups}
      area="Console"
      otherArea={staff ? { label: "Staff pages", href: paths.staff.home } : { label: "Docs", href: paths.docs() }}
    >
      {children}
    </Shell>
  );
}
