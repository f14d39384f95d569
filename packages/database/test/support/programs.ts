/** Programs of tests, which run on what was built. */
export const FOLDER_PROCESS: URL = new URL('folder-process.mjs', import.meta.url)
export const LOCK_PROCESS: URL = new URL('lock-process.mjs', import.meta.url)
export const WRITER_PROCESS: URL = new URL('writer-process.mjs', import.meta.url)
