import { html } from '../../pages/html'
import type * as english from '../en/pages'
import type { Noun } from '../noun'
import { theNoun } from './noun'

export const signIn: typeof english.signIn = {
  title: 'Anmelden',
  heading: 'Willkommen zurück',
  phoneHeading: 'Ihre Freigaben',
  codeLead: 'Melden Sie sich hier an, um die Anfrage Ihrem Telefon zu zeigen.',
  email: 'E-Mail',
  password: 'Passwort',
  go: 'Weiter',
  refused: 'E-Mail oder Passwort ist falsch. Bitte prüfen Sie beides und versuchen Sie es erneut.',
  slowDown: (minutes) => `Zu viele Versuche. Bitte warten Sie ${inMinutes(minutes)} und versuchen Sie es dann erneut.`,
}

export const consent: typeof english.consent = {
  title: 'Zugang erlauben?',
  heading: (name) => html`${name} zulassen?`,
  lead: (customer, email) => html`Gewünscht wird Zugang zu den Konten von ${customer} (${email}).`,
  may: 'Das wäre erlaubt',
  refuse: 'Ablehnen',
  allow: 'Erlauben',
  vouched: { own: 'Von der Bank selbst', known: 'Der Bank bekannt', no: 'Der Bank unbekannt' },
  program: 'Programm',
  code: 'Code',
  askedFrom: 'Angefragt von',
  places: { 'this computer': 'diesem Computer', 'an unknown address': 'einer unbekannten Adresse' },
  answerTo: 'Antwort an',
  warnings: {
    code: 'Erlauben Sie das nur, wenn Sie diesen Code gerade selbst angefordert haben. Niemand von der Bank wird Ihnen jemals einen schicken.',
    loopback: (name) =>
      html`Ein Programm auf diesem Computer fragt. Jedes Programm hier kann sich ${name} nennen: Erlauben Sie es nur, wenn Sie es gerade selbst gestartet haben.`,
    unknown:
      'Die Bank kennt dieses Programm nicht: Seinen Namen hat es selbst gewählt. Achten Sie darauf, wohin die Antwort geht.',
  },
  lasts: {
    prepares: 'Der Zugang gilt 5 Minuten.',
    once: 'Der Zugang gilt 15 Minuten.',
    offline: 'Der Zugang gilt, bis Sie ihn auf Ihrer Profilseite widerrufen, höchstens 90 Tage.',
  },
  scopes: {
    'read:accounts': 'Ihre Konten, deren Guthaben und Ihre Empfänger sehen',
    'read:transactions': 'Ihre Umsätze sehen',
    'request:transfer': 'Um Überweisungen bitten. Jede braucht weiterhin Ihre Zustimmung',
    'product:buy': 'Um Käufe im Shop bitten. Jeder Kauf braucht weiterhin Ihre Zustimmung',
    'stock:trade': 'Um Kauf und Verkauf von Aktien bitten. Jeder Auftrag braucht weiterhin Ihre Zustimmung',
    'portfolio:read': 'Ihre Aktien und deren Wert sehen',
  },
  preparing: {
    'create:transfer':
      'Überweisungen zwischen Ihren Konten vorbereiten und sehen, was die Bank dazu sagt. Keine geschieht ohne Ihre Zustimmung auf dem Telefon',
    'product:buy': 'Käufe im Shop vorbereiten. Keiner geschieht ohne Ihre Zustimmung auf dem Telefon',
    'stock:trade': 'Aktienaufträge vorbereiten. Keiner geschieht ohne Ihre Zustimmung auf dem Telefon',
    'portfolio:read': 'Ihre Aktien und deren Wert sehen',
  },
}

export const activate: typeof english.activate = {
  title: 'Ein Gerät verbinden',
  typeIt: 'Geben Sie den Code ein, den es Ihnen zeigt.',
  compareIt: 'Vergleichen Sie den Code mit dem, den es Ihnen zeigt.',
  code: 'Code',
  go: 'Weiter',
  refused: 'Abgelehnt',
  connected: 'Verbunden',
  youRefused: 'Sie haben abgelehnt',
  isConnected: (name) => html`${name} ist verbunden`,
  nothingGiven: 'Nichts hat Zugang erhalten.',
  close: 'Sie können diese Seite schließen und zu Ihrem Gerät zurückkehren.',
  tryAgain: 'Diese Seite war zu lange oder auch in einem anderen Tab geöffnet. Bitte versuchen Sie es erneut.',
  slowDown: (minutes) => `Zu viele Codes. Bitte warten Sie ${inMinutes(minutes)} und versuchen Sie es dann erneut.`,
  errors: {
    NoCodeError: 'Bitte geben Sie den Code ein, den Ihr Gerät zeigt.',
    NotFoundError: 'Diesen Code gibt es nicht. Bitte vergleichen Sie ihn mit dem, den Ihr Gerät zeigt.',
    ExpiredError: 'Dieser Code ist abgelaufen. Bitte fordern Sie auf Ihrem Gerät einen neuen an.',
    AlreadyUsedError: 'Dieser Code wurde bereits verwendet. Bitte fordern Sie auf Ihrem Gerät einen neuen an.',
  },
}

export const signedOut: typeof english.signedOut = {
  title: 'Abgemeldet',
  heading: 'Sie sind abgemeldet',
  lead: 'Bis bald.',
}

export const problem = (noun: Noun): ReturnType<typeof english.problem> => ({
  expired: {
    title: 'Diese Anmeldung ist abgelaufen',
    text: `Sie war zu lange offen oder wurde in einem anderen Tab abgeschlossen. Bitte beginnen Sie noch einmal ${noun === 'bank' ? 'bei der Bank' : 'dort, woher Sie kamen'}.`,
  },
  elsewhere: { title: 'Nicht von hier', text: 'Diese Anfrage kam von einer anderen Website; es wurde nichts getan.' },
  nothing: { title: 'Hier ist nichts', text: 'Unter dieser Adresse gibt es keine Seite.' },
  tooLarge: { title: 'Zu viel', text: 'Die Anfrage ist größer, als diese Seite annimmt.' },
  away: {
    title: 'Gleich wieder da',
    text: `${theNoun(noun)} kann gerade nicht antworten. Bitte versuchen Sie es in einigen Sekunden erneut.`,
  },
  ours: { title: 'Ein Fehler ist aufgetreten', text: 'Der Fehler liegt bei uns. Bitte versuchen Sie es erneut.' },
  theirs: { title: 'Das funktioniert nicht', text: `${theNoun(noun)} versteht diese Anfrage nicht.` },
})

const inMinutes = (minutes: number) => (minutes === 1 ? 'eine Minute' : `${minutes} Minuten`)
