import { answerDocument } from "../answer-document";

/** The platform's OpenAPI document: the one of the config. */
export const GET = () => answerDocument("");
