"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { requireStaff } from "@/lib/access/require-staff";
import { portal } from "@/lib/base/config/portal";
import { env } from "@/lib/base/env";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { queueMail } from "@/lib/mail/queue-mail";
import { resendMail } from "@/lib/mail/resend-mail";

/** A mail to oneself, to see that the way out works. */
export async function testMailAction(): Promise<void> {
  const admin = await requireStaff("admin");
  if (!admin.email) redirect(paths.staff.mails({ done: "no_address" }));
  await queueMail(postgres(), {
    ...{ to: admin.email, kind: "test", personId: admin.id, subject: `Test mail from ${portal.name}` },
    content: {
      heading: "Mail works",
      blocks: [
        "You asked for this mail on the Mail page of the staff area. If you read it in your mail program, all is well.",
      ],
      action: { label: "Open the mail log", href: `${env().publicUrl}${paths.staff.mails()}` },
    },
  });
  revalidatePath(paths.staff.mails());
  redirect(paths.staff.mails({ done: "test" }));
}

export async function resendMailAction(form: FormData): Promise<void> {
  const admin = await requireStaff("admin");
  const mailId = String(form.get("mailId") ?? "");
  const done = (await resendMail(postgres(), { mailId, actorId: admin.id })) ? "resent" : "unchanged";
  revalidatePath(paths.staff.mails(), "layout");
  redirect(paths.staff.mail(mailId, { done }));
}
