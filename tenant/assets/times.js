// Times as people read them.

/** Times come in UTC and are shown in the browser's own. */
export function localTimes() {
  const format = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' })
  for (const time of document.querySelectorAll('main time')) time.textContent = format.format(new Date(time.dateTime))
}

/** Seconds as `4:05`. */
export function timeLeft(seconds) {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
