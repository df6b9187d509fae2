/** Puts a failed chat request in words. The AI SDK hands over the answer's body as the error's message. */
export function errorText(error: Error): string {
  try {
    const { title, detail } = JSON.parse(error.message) as { title?: string; detail?: string }
    return [title, detail].filter(Boolean).join('. ') || 'Please try again.'
  } catch {
    return /fetch|network|load failed/i.test(error.message)
      ? 'The connection was lost. If a transfer was under way, the Approvals page shows how it ends.'
      : error.message
  }
}
