import {
  BookOpenText,
  Building2,
  CalendarCheck,
  CalendarDays,
  ClipboardCheck,
  Coins,
  Database,
  Filter,
  Frame,
  Grid2x2,
  Hourglass,
  LayoutGrid,
  LifeBuoy,
  Mail,
  MailCheck,
  Radio,
  Repeat,
  Route,
  ScrollText,
  Send,
  Settings,
  Share2,
  Split,
  Tags,
  Timer,
  Users,
  Wallet,
} from "lucide-react";
import type { ReactNode } from "react";
import type { PublicPortal } from "@/lib/base/config/schema";
import { paths } from "@/lib/base/paths";
import { Shell, type ShellGroup, type ShellPerson } from "./shell";

/** How many things wait for staff, shown beside their entries. */
export type StaffCounts = { reviews?: number; showcase?: number };

function groupsWith(counts: StaffCounts, asks: boolean): ShellGroup[] {
  return [
    {
      label: "Reports",
      entries: [
        { label: "Journey", href: paths.staff.journey(), icon: <Hourglass aria-hidden="true" /> },
        { label: "Funnel", href: paths.staff.funnel, icon: <Filter aria-hidden="true" /> },
        { label: "Grid", href: paths.staff.grid, icon: <Grid2x2 aria-hidden="true" /> },
        { label: "Attribution", href: paths.staff.attribution(), icon: <Split aria-hidden="true" /> },
        { label: "Acquisition cost", href: paths.staff.acquisitionCost, icon: <Coins aria-hidden="true" /> },
        { label: "Spend", href: paths.staff.spend(), icon: <Wallet aria-hidden="true" /> },
        { label: "Time to first call", href: paths.staff.firstCall, icon: <Timer aria-hidden="true" /> },
        { label: "Retention", href: paths.staff.retention, icon: <Repeat aria-hidden="true" /> },
        { label: "Content", href: paths.staff.content, icon: <BookOpenText aria-hidden="true" /> },
        { label: "Referrals", href: paths.staff.referrals, icon: <Share2 aria-hidden="true" /> },
        { label: "Digests", href: paths.staff.digests, icon: <MailCheck aria-hidden="true" /> },
        { label: "Touchpoints", href: paths.staff.touchpoints(), icon: <Route aria-hidden="true" /> },
        { label: "Notes", href: paths.staff.notes(), icon: <CalendarDays aria-hidden="true" /> },
        { label: "Embedded charts", href: paths.staff.embeds(), icon: <Frame aria-hidden="true" /> },
        ...(asks ? [{ label: "SQL", href: paths.staff.sql(), icon: <Database aria-hidden="true" /> }] : []),
      ],
    },
    {
      label: "Events",
      entries: [
        { label: "Live events", href: paths.staff.live, icon: <Radio aria-hidden="true" /> },
        { label: "Catalogue", href: paths.staff.catalogue, icon: <Tags aria-hidden="true" /> },
        { label: "Destinations", href: paths.staff.destinations, icon: <Send aria-hidden="true" /> },
      ],
    },
    {
      label: "Work",
      entries: [
        {
          label: "Reviews",
          href: paths.staff.reviews,
          icon: <ClipboardCheck aria-hidden="true" />,
          count: counts.reviews,
        },
        {
          label: "Showcase",
          href: paths.staff.showcase,
          icon: <LayoutGrid aria-hidden="true" />,
          count: counts.showcase,
        },
        { label: "Audits", href: paths.staff.audits, icon: <CalendarCheck aria-hidden="true" /> },
      ],
    },
    {
      label: "Who",
      entries: [
        { label: "People", href: paths.staff.people, icon: <Users aria-hidden="true" /> },
        { label: "Companies", href: paths.staff.companies, icon: <Building2 aria-hidden="true" /> },
        { label: "Stuck", href: paths.staff.stuck(), icon: <LifeBuoy aria-hidden="true" /> },
        { label: "Mail", href: paths.staff.mails(), icon: <Mail aria-hidden="true" /> },
        { label: "Audit log", href: paths.staff.auditLog(), icon: <ScrollText aria-hidden="true" /> },
        { label: "Settings", href: paths.staff.settings, icon: <Settings aria-hidden="true" /> },
      ],
    },
  ];
}

/** The staff side: reports, events, work that waits, people. */
export function StaffShell({
  portal,
  person,
  current,
  counts = {},
  asks = false,
  children,
}: {
  portal: PublicPortal;
  person: ShellPerson;
  current?: string;
  counts?: StaffCounts;
  /** Whether they may ask SQL. */
  asks?: boolean;
  children: ReactNode;
}) {
  return (
    <Shell
      portal={portal}
      person={person}
      current={current}
      groups={groupsWith(counts, asks)}
      area="Staff"
      otherArea={{ label: "Your own console", href: paths.console.home }}
    >
      {children}
    </Shell>
  );
}
