import { z } from "zod";
import { isStorable } from "@/lib/base/clean-text";

/** Roles of a membership, widest first. */
export const membershipRoles = ["owner", "admin", "developer", "billing", "viewer"] as const;
export const membershipRoleSchema = z.enum(membershipRoles);
export type MembershipRole = z.infer<typeof membershipRoleSchema>;

/** Roles of the portal's own people. */
export const staffRoles = ["viewer", "devrel", "marketing", "success", "admin"] as const;
export const staffRoleSchema = z.enum(staffRoles);
export type StaffRole = z.infer<typeof staffRoleSchema>;

/** What each role may do, in the words the pages show. */
export const roleDescriptions: Record<MembershipRole, string> = {
  owner: "Everything, including handing over the company.",
  admin: "Apps, keys, members and invites.",
  developer: "Apps and keys; may invite developers and viewers.",
  billing: "Usage, plan and bills.",
  viewer: "Looks, changes nothing.",
};

export const staffRoleDescriptions: Record<StaffRole, string> = {
  viewer: "Sees reports.",
  devrel: "Reports, reviews, certification and showcase.",
  marketing: "Reports, campaigns and ad spend.",
  success: "Reports, accounts and support.",
  admin: "Everything, including roles and tokens.",
};

/** Roles that somebody of a role may hand out, by invite or by change. Empty: may not. */
export const grantableRoles: Record<MembershipRole, readonly MembershipRole[]> = {
  owner: membershipRoles,
  admin: ["admin", "developer", "billing", "viewer"],
  developer: [],
  billing: [],
  viewer: [],
};

/** Roles that somebody of a role may invite into. Developers bring colleagues (layer 11), but no one above themselves. */
export const invitableRoles: Record<MembershipRole, readonly MembershipRole[]> = {
  ...grantableRoles,
  developer: ["developer", "viewer"],
};

/** Why a person is of a company, strongest first (domain.md, identity 5). */
export const companyReasons = ["invite", "email_domain", "github_organisation", "personal"] as const;
export type CompanyReason = (typeof companyReasons)[number];

export type InviteState = "open" | "used" | "expired" | "revoked";

/** What may be shown of an invite to whoever holds its link. */
export type InviteView = {
  id: string;
  state: InviteState;
  companyId: string;
  companyName: string;
  inviterId: string;
  inviterName: string;
  role: MembershipRole;
  expiresAt: Date;
};

/** Why staff take a tie back, or make it count again: in the audit log for good. */
export const undoReasonSchema = z
  .string()
  .trim()
  .min(3, "must say why, in at least 3 characters")
  .max(300, "must be at most 300 characters")
  .refine(isStorable, "must not have a NUL character");
export type UndoReason = z.infer<typeof undoReasonSchema>;

export const createInviteInput = z.object({
  role: membershipRoleSchema,
  /** For whom it is meant; a note for the team, not a lock. */
  email: z.union([z.literal(""), z.email("must be an e-mail address").max(254)]).optional(),
});

export const personNameSchema = z
  .string()
  .trim()
  .min(1, "must not be empty")
  .max(100, "must be at most 100 characters")
  .refine(isStorable, "must not have a NUL character");
export const companyNameSchema = z
  .string()
  .trim()
  .min(2, "must have at least 2 characters")
  .max(100)
  .refine(isStorable, "must not have a NUL character");

/** What the form that makes an invite shows after it was sent. */
export type InviteFormState = { link?: string; expiresAt?: string; errors?: Record<string, string> };
