import type { Metadata } from "next";
import type { ReactNode } from "react";
import { SampleNotice } from "@/components/layout/sample-notice";
import { StaffShell } from "@/components/layout/staff-shell";
import { mayEnter, requireStaff } from "@/lib/access/require-staff";
import { publicPortal } from "@/lib/base/config/portal";
import { env } from "@/lib/base/env";
import { postgres } from "@/lib/base/postgres";
import { countOpenReviews } from "@/lib/certification/count-open-reviews";
import { countWaitingListings } from "@/lib/showcase/count-waiting-listings";

export const metadata: Metadata = { robots: { index: false } };

export default async function StaffLayout({ children }: { children: ReactNode }) {
  const person = await requireStaff();
  const [reviews, showcase] = await Promise.all([countOpenReviews(postgres()), countWaitingListings(postgres())]);
  return (
    <StaffShell
      portal={publicPortal()}
      person={person}
      asks={mayEnter(person.staffRole, ["marketing"])}
      counts={{ reviews, showcase }}
    >
      {env().WAYMARK_DEMO ? <SampleNotice /> : null}
      {children}
    </StaffShell>
  );
}
