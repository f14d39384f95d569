/** No headers at all: one object, so that whoever asks sees at once that there are none. */
export const NO_HEADERS: Readonly<Record<string, never>> = Object.freeze({})
