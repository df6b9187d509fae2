// Times as people read them.

import { language, words } from './words.js'

/** The browser's own kind of the page's language, such as British English; else the language alone. */
const LOCALE = navigator.languages.find((tag) => tag.split('-')[0] === language) ?? language

/** Writes the page's times, which come in UTC, in the browser's own zone. */
export function localTimes() {
  const format = new Intl.DateTimeFormat(LOCALE, { dateStyle: 'medium', timeStyle: 'short' })
  for (const time of document.querySelectorAll('main time')) {
    const at = new Date(time.dateTime)
    time.textContent = 'ofDay' in time.dataset ? timeOfDay(at) : format.format(at)
  }
}

/** A time within the last 24 hours: today's as it is, yesterday's with that word. */
function timeOfDay(at) {
  const clock = clockAt(at)
  return at.toDateString() === new Date().toDateString() ? clock : words.yesterday.replace('{clock}', clock)
}

/** The time of day: `14:05`, or `2:05 PM`. */
export function clockAt(at) {
  return new Intl.DateTimeFormat(LOCALE, { timeStyle: 'short' }).format(at)
}

/** Seconds as `4:05`, from an hour on as `1:04:05`. */
export function timeLeft(seconds) {
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  const two = (number) => String(number).padStart(2, '0')
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`
}
