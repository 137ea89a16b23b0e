/** Pixels of a page's picture: what Open Graph readers ask for. */
export const cardSize = { width: 1_200, height: 630 };
