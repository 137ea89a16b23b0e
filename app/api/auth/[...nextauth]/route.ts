import { currentVisitor } from "@/lib/access/current-visitor";
import { answerAuthRequest } from "@/lib/identity/answer-auth-request";
import { authHouse } from "../auth-house";

/** next-auth: the way back from GitHub, and the addresses its clients know. */
function answer(request: Request): Promise<Response> {
  return answerAuthRequest(authHouse(request), request, currentVisitor(request));
}

export { answer as GET, answer as POST };
