// The words of this page's script, which the page brings along in its own language (words/en/scripts.ts).

const { dataset, lang } = document.documentElement

export const words = JSON.parse(dataset.words)

/** The page's language. A browser that translates the page may change the attribute later. */
export const language = lang
