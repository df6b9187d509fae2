import type { mandates as english } from '../en/mandates'
import { translationOf } from '../templates'

export const mandates = translationOf<typeof english>()({
  title: 'Vollmachten',
  lead: 'Was ein Agent allein überweisen darf, innerhalb der Grenzen, die Sie setzen.',
  none: {
    title: 'Noch keine Vollmachten',
    text: 'Ohne Vollmacht wird Ihr Telefon zu jeder Überweisung eines Agenten gefragt. Mit einer Vollmacht werden kleine und häufige Überweisungen von selbst ausgeführt; nach allem, was darüber hinausgeht, wird weiterhin gefragt.',
  },
  inForce: 'In Kraft',
  over: 'Beendet',
  states: {
    requested: 'Wartet auf Ihr Telefon',
    active: 'In Kraft',
    denied: 'Abgelehnt',
    expired: 'Nicht beantwortet',
    revoked: 'Widerrufen',
    ended: 'Beendet',
  },
  record: {
    name: { day: '{agent}: {money} je Tag', week: '{agent}: {money} je Woche', month: '{agent}: {money} je Monat' },
    scope: 'Höchstens {money} auf einmal, von {from} an {to}, bis {until}',
    used: { day: 'Heute genutzt', week: 'Diese Woche genutzt', month: 'Diesen Monat genutzt' },
    usedOf: {
      day: '{used} von {most} heute genutzt',
      week: '{used} von {most} diese Woche genutzt',
      month: '{used} von {most} diesen Monat genutzt',
    },
    anAccount: 'ein Konto',
    revoke: 'Widerrufen',
    revoked: 'Vollmacht widerrufen',
    withdrawn: 'Zurückgezogen',
    revokedText: 'Ab jetzt wird Ihr Telefon zu jeder dieser Überweisungen gefragt.',
    notRevoked: 'Nicht widerrufen',
  },
  form: {
    title: 'Neue Vollmacht',
    agent: 'Agent',
    toHint: 'Nur an diese. Bei der ersten Zahlung an neue Empfänger wird immer Ihr Telefon gefragt.',
    once: 'Höchstens auf einmal',
    inAll: 'Höchstens insgesamt',
    per: 'Je',
    periods: { day: 'Tag', week: 'Woche', month: 'Monat' },
    until: 'Bis',
    submit: 'Mein Telefon fragen',
    asked: 'Ihr Telefon wird gefragt. Die Vollmacht gilt, sobald Sie dort zugestimmt haben.',
    hint: 'Die Vollmacht gilt nach Ihrer Zustimmung auf dem Telefon.',
    notAsked: 'Nicht angefragt',
    missing: {
      fromAccountId: 'Bitte wählen Sie das Konto, von dem gezahlt wird',
      toAccountIds: 'Bitte wählen Sie mindestens ein Konto',
      maxPerTransfer: 'Bitte geben Sie an, wie viel auf einmal',
      maxPerPeriod: 'Bitte geben Sie an, wie viel insgesamt',
      validUntil: 'Bitte geben Sie an, bis wann',
    },
  },
})
