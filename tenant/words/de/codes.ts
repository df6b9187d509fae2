import { html } from '../../pages/html'
import type * as english from '../en/codes'
import type { Noun } from '../noun'

const nobody = (noun: Noun) => (noun === 'bank' ? 'Niemand von der Bank' : 'Niemand vom Tenant')

export const code = (noun: Noun): ReturnType<typeof english.code> => ({
  title: 'Ohne Verbindung',
  ends: {
    unknown: { title: 'Keine solche Anfrage', text: 'Unter dieser Adresse gibt es keine Anfrage für Sie.' },
    approved: { title: 'Von Ihnen freigegeben', text: 'Was daraus geworden ist, steht dort, wo Sie gefragt wurden.' },
    denied: { title: 'Abgelehnt', text: 'Sie haben abgelehnt. Es wird nichts bewegt.' },
    withdrawn: { title: 'Zurückgezogen', text: 'Diese Anfrage ist vorbei. Es wird nichts bewegt.' },
    expired: { title: 'Zu spät', text: 'Die Zeit dieser Anfrage ist abgelaufen. Es wird nichts bewegt.' },
    no_transfer: {
      title: 'Nicht mit einem Code',
      text: 'Mit einem Code lässt sich nur eine einzelne Überweisung freigeben. Dies braucht eine Signatur Ihres Geräts, und damit eine Verbindung.',
    },
    passkey: {
      title: 'Nicht mit einem Code',
      text: 'Sie geben mit einem Passkey frei, und was er signiert, passt in keinen Code. Ihr Gerät braucht eine Verbindung.',
    },
    no_key: {
      title: 'Noch kein Gerät erzeugt Codes',
      text: 'Ein Gerät erzeugt Codes, sobald seine Seite mit den Freigaben einmal mit Verbindung offen war. Bis dahin braucht es eine.',
    },
    too_many: {
      title: 'Zu viele falsche Codes',
      text: 'Für diese Anfrage wird kein Code mehr angenommen. Ein Gerät mit Verbindung kann sie noch beantworten.',
    },
  },
  lead: (amount, payee) => html`Für ${amount} an ${payee}. Ihr Telefon zeigt alles: Glauben Sie dem, was es zeigt.`,
  scan: '1. Scannen Sie das mit Ihrem Telefon',
  scanLead: html`Öffnen Sie dort die Freigaben und wählen Sie <b>Ohne Verbindung</b>.`,
  tooLong: 'Diese Anfrage ist zu lang für ein Bild. Fügen Sie ihren Text ein.',
  showText: 'Stattdessen den Text zeigen',
  text: 'Text des Codes',
  type: '2. Geben Sie den Code ein, den es zeigt',
  code: 'Code von Ihrem Telefon',
  approve: 'Freigeben',
  tries: (left) =>
    `${left === 1 ? 'Ein Versuch ist übrig.' : `${left} Versuche sind übrig.`} ${nobody(noun)} fragt nach diesem Code.`,
  picture: 'QR-Code für Ihr Telefon',
  malformed: 'Ein Code hat acht Buchstaben und Ziffern.',
  wrong: 'Das ist nicht der Code, den Ihr Telefon für diese Anfrage zeigt. Es wurde nichts entschieden.',
  slowDown:
    'In dieser Stunde wurden zu viele Codes eingegeben. Bitte warten Sie, oder antworten Sie auf einem Gerät mit Verbindung.',
})

export const scan = (noun: Noun): ReturnType<typeof english.scan> => ({
  title: 'Ohne Verbindung',
  needsScript: 'Diese Seite braucht JavaScript: Der Code entsteht auf diesem Gerät.',
  heading: 'Mit einem Code freigeben',
  lead: html`Wählen Sie am Computer bei der Überweisung <b>Mein Telefon hat keine Verbindung</b>. Scannen Sie dann den Code, den er zeigt.`,
  look: 'Mit der Kamera scannen',
  seen: 'Was die Kamera sieht',
  stop: 'Beenden',
  go: 'Bild aufnehmen oder wählen',
  paste: 'Stattdessen den Text einfügen',
  text: 'Text des Codes',
  read: 'Text lesen',
  stillThere: 'Was auf Sie wartet, ist noch da, wenn Sie wieder online sind, bis seine Zeit abgelaufen ist.',
  tryAgain: 'Erneut versuchen',
  yourCode: 'Ihr Code',
  typeIt:
    'Geben Sie ihn am Computer ein, wo der Code zum Scannen steht. Er gibt diese Überweisung frei und nichts anderes, einmal.',
  tellNobody: `Sagen Sie ihn niemandem: ${nobody(noun)} fragt danach.`,
})
