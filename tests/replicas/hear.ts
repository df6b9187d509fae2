/** An answer that comes bit by bit, as far as it has come. */
export interface Heard {
  text: string
  /** How it ended, or null while it goes on. */
  end: 'whole' | 'broken off' | null
}

/** Reads an answer in the background. */
export function hear(response: Response): Heard {
  const heard: Heard = { text: '', end: null }
  const read = async () => {
    const decoder = new TextDecoder()
    for await (const chunk of response.body ?? []) heard.text += decoder.decode(chunk, { stream: true })
  }
  read().then(
    () => {
      heard.end = 'whole'
    },
    () => {
      heard.end = 'broken off'
    },
  )
  return heard
}

/** How often an event of this topic was heard. */
export const countOf = ({ text }: Heard, topic: string) => text.split(`event: ${topic}\n`).length - 1

/** The parts of an answer of Aiya that has come so far. */
export function partsIn({ text }: Pick<Heard, 'text'>): Record<string, unknown>[] {
  const lines = text.split('\n').filter((line) => line.startsWith('data: {'))
  return lines.map((line) => JSON.parse(line.slice('data: '.length)))
}
