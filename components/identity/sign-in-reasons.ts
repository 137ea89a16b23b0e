/** Why a sign-in did not work, by the codes next-auth and our own doors put into the address. */
const reasons: Record<string, { title: string; text: string }> = {
  Cancelled: { title: "Not signed in", text: "You chose Cancel at GitHub. Nothing was changed." },
  OAuthAccountNotLinked: {
    title: "This e-mail address belongs to another account",
    text: "Somebody signed up here with the same verified address and another GitHub account. Sign in with that one.",
  },
  AccessDenied: { title: "Not allowed", text: "This account may not sign in here." },
  OAuthCallback: {
    title: "GitHub's answer could not be used",
    text: "It may have been too late, or came to another browser window. Try again.",
  },
  Configuration: {
    title: "Sign-in is not set up correctly",
    text: "Who runs this portal finds the reason in its log.",
  },
};

/** What to tell somebody whose sign-in ended with this code; null when nothing went wrong. */
export function signInReason(code: string | undefined): { title: string; text: string } | null {
  if (!code) return null;
  return reasons[code] ?? { title: "That did not work", text: "Nothing was changed. Try again in a moment." };
}
