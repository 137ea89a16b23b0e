import { redirect } from "next/navigation";
import { requireStaff } from "@/lib/access/require-staff";
import { paths } from "@/lib/base/paths";

/** Staff begin with the journey. */
export default async function StaffHome() {
  await requireStaff();
  redirect(paths.staff.journey());
}
