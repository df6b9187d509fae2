import type { accounts as englishAccounts, welcome as englishWelcome } from '../en/home'
import { translationOf } from '../templates'

export const welcome = translationOf<typeof englishWelcome>()({
  headline: 'Bitten Sie um eine Überweisung. <soft>Nichts geschieht, bevor Sie zustimmen.</soft>',
  text: 'Eine Demonstrationsbank mit Spielgeld: Die Assistentin Aiya darf eine Überweisung vorbereiten, aber erst Ihre Freigabe auf einem anderen Gerät führt sie aus.',
  logIn: 'Anmelden',
  phone: {
    left: 'noch {clock}',
    move: 'Überweisen',
    from: 'Von',
    to: 'An',
    memo: 'Zweck',
    account: 'Girokonto ••4321',
    savings: 'Sparkonto ••8765',
    words: 'Notgroschen',
    deny: 'Ablehnen',
    approve: 'Freigeben',
  },
})

export const accounts = translationOf<typeof englishAccounts>()({
  title: 'Konten',
  lead: 'Was Sie gerade haben.',
  askAiya: 'Aiya fragen',
  closed: 'Geschlossene Konten ({count})',
  types: { checking: 'Girokonto', savings: 'Sparkonto', credit: 'Kreditkonto' },
  unavailable: { frozen: 'Keine Ein- und Ausgänge möglich', closed: 'Nur der Kontoauszug bleibt' },
  status: { frozen: 'Gesperrt', closed: 'Geschlossen' },
  available: '{money} verfügbar',
  none: {
    title: 'Sie haben noch keine Konten',
    text: 'Die Bank kennt Sie, hat für Sie aber noch keine Konten eröffnet. Wer sie betreibt, kann Ihnen die Demokonten geben:',
    command: 'Befehl',
  },
  movements: { title: 'Letzte Umsätze', from: 'Von {name}', to: 'An {name}' },
  totals: {
    title: 'Gesamtbeträge',
    total: 'Gesamt in {currency}',
    change: { one: '{change} in {count} Tag', other: '{change} in {count} Tagen' },
    line: 'Die letzten {days} Tage in {currency}: von {first} auf {last}, mindestens {least}, höchstens {most}',
  },
  waits: {
    title: 'Was ansteht',
    unread: 'Nicht alles, was ansteht, konnte gelesen werden.',
    approved: 'Freigegeben; wird gerade ausgeführt',
    phone: 'Wartet auf Ihre Antwort am Telefon',
    moneyTo: '{money} an {name}',
    on: 'Am {day}',
    onWeekly: 'Am {day}, danach jede Woche',
    onMonthly: 'Am {day}, danach jeden Monat',
    buy: 'Kauf: {qty} {ticker}',
    sell: 'Verkauf: {qty} {ticker}',
    onceBelow: 'Sobald eine Aktie unter {price} kostet',
    onceAbove: 'Sobald eine Aktie über {price} kostet',
    more: { one: 'und {count} weiterer Vorgang', other: 'und {count} weitere Vorgänge' },
  },
})
