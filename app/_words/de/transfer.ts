import type { amounts as englishAmounts, choices as englishChoices, transfer as englishTransfer } from '../en/transfer'
import { translationOf } from '../templates'

export const amounts = translationOf<typeof englishAmounts>()({
  empty: 'Bitte geben Sie einen Betrag ein',
  not_an_amount: 'Das ist kein Betrag. Schreiben Sie ihn so: {example}',
  other_currency: '{mark} ist nicht {currency}, die Währung dieses Kontos',
  signed: 'Bitte geben Sie den Betrag ohne Vorzeichen ein',
  not_positive: 'Bitte geben Sie mehr als null ein',
  too_large: 'So viel kann kein Konto aufnehmen',
  too_fine: '{currency} hat höchstens {decimals} Nachkommastellen. Schreiben Sie den Betrag so: {example}',
  whole: '{currency} hat keine Nachkommastellen. Schreiben Sie den Betrag so: {example}',
  ambiguous: 'Das kann {one} oder {other} bedeuten',
})

export const choices = translationOf<typeof englishChoices>()({
  from: 'Von',
  to: 'An',
  choose: 'Bitte wählen',
  nothingFound: 'Kein Konto mit diesem Namen',
  own: 'Ihre eigenen',
  payees: 'Empfänger',
  frozen: 'gesperrt',
  closed: 'geschlossen',
  holds: 'in {currency} geführt',
})

export const transfer = translationOf<typeof englishTransfer>()({
  title: 'Überweisung',
  lead: 'Zwischen Ihren eigenen Konten oder an gespeicherte Empfänger.',
  available: '{money} verfügbar',
  youHave: 'Sie haben {money} verfügbar',
  amount: 'Betrag',
  whatDoYouMean: 'Was meinen Sie?',
  useAll: 'Alles verwenden',
  memo: 'Verwendungszweck',
  memoHint: 'Beide Seiten können ihn lesen. Sie können ihn leer lassen.',
  submit: 'Jetzt überweisen',
  missing: {
    from: 'Bitte wählen Sie das Konto, von dem überwiesen wird',
    to: 'Bitte wählen Sie den Empfänger',
    memo: 'Höchstens {most} Zeichen',
  },
  limits: {
    upTo: 'Bis zu {most} auf einmal, heute noch {left}.',
    nothing: 'Heute können Sie nichts mehr überweisen. Das Limit erneuert sich am {day} um {time}.',
    one: 'Eine Überweisung kann höchstens {limit} betragen.',
    daily: 'Heute können Sie noch {left} von {limit} je Tag überweisen. Das Limit erneuert sich am {day} um {time}.',
  },
  draft: {
    title: 'Es wurde nichts überwiesen',
    typed:
      'Die Seite wurde verlassen, oder Sie wurden abgemeldet, bevor der Auftrag gesendet war. Hier sind Ihre Eingaben.',
    askedAgain:
      'Das Formular enthält eine Anfrage, die nicht ausgeführt wurde. Gesendet wird sie erst, wenn Sie unten auf die Schaltfläche drücken.',
    clear: 'Leeren',
  },
  result: {
    posted: '{money} überwiesen',
    between: 'Von {from} an {to}.',
    arriving:
      'Der Betrag hat Ihr Konto verlassen und ist auf dem Weg zum Empfänger. Ihr Kontoauszug zeigt, wann er angekommen ist.',
    statement: 'Kontoauszug ansehen',
    checkFields: 'Bitte prüfen Sie die markierten Felder.',
    nothingMoved: 'Es wurde nichts überwiesen.',
    unknown: 'Wir wissen noch nicht, ob die Überweisung ausgeführt wurde',
    heldUp: 'Klären Sie zuerst diese Überweisung, bevor Sie eine weitere senden.',
    noAnswer:
      'Für {money} von {from} an {to} kam keine Antwort. Versuchen Sie es erneut: Die Bank führt diese Überweisung nur einmal aus, so oft Sie auch fragen.',
    askedAgain:
      'Auf erneute Anfrage antwortet die Bank: {refusal}. Ihre erste Sendung kann aber noch unterwegs sein. Fragen Sie in ein bis zwei Minuten noch einmal, um sicher zu sein.',
    discard: 'Verwerfen',
    ifDiscarded:
      'Wenn Sie sie verwerfen, sehen Sie bitte in <statement>den Kontoauszug</statement>, bevor Sie noch einmal zahlen.',
  },
  payees: {
    title: 'Empfänger',
    none: 'Noch niemand. Speichern Sie das Konto einer Person bei dieser Bank, um an sie zu überweisen.',
    saved: '{name} ist gespeichert und kann Geld erhalten.',
    change: '{name} ändern',
    newNickname: 'Neuer Kurzname',
    save: 'Speichern',
    delete: 'Empfänger löschen',
    notChanged: 'Nicht geändert',
    problem: '{title}. {message}',
    number: 'Kontonummer',
    nickname: 'Kurzname',
    nicknameHint: 'Nur Sie sehen ihn. Sie können ihn leer lassen.',
    holderHint: 'Vor dem Speichern erscheint hier der Name des Kontoinhabers.',
    holder: 'Dieses Konto gehört {name}.',
    savedAlready: 'Sie haben es bereits gespeichert.',
    unreachable: 'Die Bank ist nicht erreichbar. Bitte versuchen Sie es erneut.',
    notFound: 'Kein Konto hat diese Nummer. Bitte prüfen Sie jede Ziffer.',
  },
  when: {
    label: 'Wann',
    now: 'Sofort',
    once: 'Einmalig, an einem späteren Tag',
    week: 'Jede Woche',
    month: 'Jeden Monat',
    day: 'Tag',
    firstDay: 'Erster Tag',
    lastDay: 'Letzter Tag',
    mayBeEmpty: 'Sie können das Feld leer lassen.',
    submit: 'Vormerken',
    done: 'Vorgemerkt',
    kept: {
      once: '{money} an {to} am {day}.',
      week: '{money} an {to} am {day}, danach jede Woche.',
      month: '{money} an {to} am {day}, danach jeden Monat.',
    },
    notDone: 'Nicht vorgemerkt',
  },
  scheduled: {
    title: 'Vorgemerkt',
    next: {
      once: 'Nächster Termin: {day}',
      week: 'Nächster Termin: {day}, jede Woche',
      month: 'Nächster Termin: {day}, jeden Monat',
    },
    paused: {
      once: 'Ausgesetzt: {day}',
      week: 'Ausgesetzt: {day}, jede Woche',
      month: 'Ausgesetzt: {day}, jeden Monat',
    },
    over: { once: 'Beendet', week: 'Beendet, war jede Woche', month: 'Beendet, war jeden Monat' },
    goOn: 'Fortsetzen',
    pause: 'Aussetzen',
    end: 'Beenden',
    transferred: 'Überwiesen am {day}',
    waiting: 'Wartet auf Ihr Telefon',
    skipped: 'Ausgelassen am {day}: {reason}',
    reasons: {
      insufficient_funds: 'das Guthaben reichte nicht aus',
      account_not_active: 'ein Konto war gesperrt oder geschlossen',
      account_not_found: 'der Empfänger wurde gelöscht',
      limit_exceeded: 'Ihr Limit war überschritten',
      denied: 'Sie haben auf Ihrem Telefon abgelehnt',
      expired: 'auf Ihrem Telefon hat niemand geantwortet',
      cancelled: 'die Anfrage wurde zurückgezogen',
      otherwise: 'die Bank hat es abgelehnt',
    },
  },
})
