/** Reads a stream of Aiya's answer as it comes, and tells each status that its approval cards show. */
export async function* lastStatusIn(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string> {
  for await (const { type, data } of partsOf(body)) {
    if (type === 'data-approval' && data?.status) yield data.status
  }
}

/** A part of Aiya's answer, as far as the harness looks at it. */
export interface Part {
  type: string
  id?: string
  data?: { status?: string; transferId?: string | null }
}

/** The parts of a stream of server-sent events, as they come. */
export async function* partsOf(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<Part> {
  let rest = ''
  for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) if (line.startsWith('data: {')) yield JSON.parse(line.slice(6)) as Part
  }
}
