import { notFound } from "next/navigation";
import { answerEvents } from "@/app/api/console/event-stream";
import { watchContent } from "@/lib/docs/watch-content";

export const dynamic = "force-dynamic";

/** For `npm run dev`: an event `saved` when something in content/ was. Not there in production. */
export function GET(request: Request): Response {
  if (process.env.NODE_ENV !== "development") notFound();
  return answerEvents(request.signal, "content", ({ send }) => watchContent(() => send("saved", null)));
}
