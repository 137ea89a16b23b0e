import { answerDocument } from "../../answer-document";

/** The document of another API of the portal. */
export async function GET(_: Request, { params }: { params: Promise<{ api: string }> }): Promise<Response> {
  return answerDocument((await params).api);
}
