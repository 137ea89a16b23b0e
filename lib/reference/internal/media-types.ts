export const isJson = (mediaType: string) => /^application\/([\w.+-]+\+)?json\s*(;|$)/i.test(mediaType);

/** What is a file to people: nobody reads or writes it as text. */
export const isFileType = (mediaType: string) =>
  /^(image|audio|video|font)\/(?!svg)|^application\/(octet-stream|pdf|zip|gzip)\b/i.test(mediaType);
