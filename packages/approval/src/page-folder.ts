/**
 * The owner's page. This file stays at the top of its folder: `../` leads to the package from where it is
 * written, from where it is compiled and from where it is published.
 */
export const PAGE_FOLDER: URL = new URL('../page/', import.meta.url)
