import type { scripts as english } from '../en/scripts'
import type { Noun } from '../noun'
import { theNoun } from './noun'

export const scripts = (noun: Noun): ReturnType<typeof english> => {
  const noAnswer = `${theNoun(noun)} hat nicht geantwortet. Bitte versuchen Sie es erneut.`
  const yesterday = 'gestern, {clock}'
  const cannotSign =
    'Dieses Gerät konnte nicht signieren. Laden Sie diese Seite neu, oder richten Sie das Gerät neu ein.'
  const lostKey = 'Dieses Gerät hat seinen Schlüssel verloren. Melden Sie sich ab und wieder an.'
  return {
    'phone.js': {
      ...{ noAnswer, yesterday, cannotSign, lostKey },
      notConfirmed: 'Nicht mit Ihrem Passkey bestätigt. Es wurde nichts entschieden.',
      notTheDocument: 'Was gezeigt wird, ist nicht, was angefragt wurde. Laden Sie diese Seite neu.',
      news: {
        withdrawn: noun === 'bank' ? 'In der Bank zurückgezogen.' : 'Im Tenant zurückgezogen.',
        expired: 'Zu spät, die Zeit war abgelaufen. Es wird nichts bewegt.',
        transferred: 'Überwiesen.',
        done: 'Erledigt.',
        not_made: 'Nicht ausgeführt. Es wurde nichts bewegt.',
      },
      upToDate: 'Aktuell',
      connectionLost: 'Offline, neuer Versuch …',
      newRequest: 'Neue Anfrage',
      deviceAsks: 'Ein anderes Gerät möchte für Sie antworten',
      noTime: '0:00',
    },
    'enrol.js': {
      noAnswer,
      ends: {
        refused: 'Ihr anderes Gerät hat abgelehnt, oder es ist kein Platz für ein weiteres.',
        expired: 'Auf Ihrem anderen Gerät hat niemand rechtzeitig geantwortet. Sie können erneut fragen.',
        unknown: 'Die Anfrage gibt es nicht mehr. Sie können erneut fragen.',
      },
      cannotKeep:
        'Dieser Browser kann hier keinen Schlüssel aufbewahren. Vielleicht liegt es an einem privaten Fenster.',
    },
    'devices.js': {
      ...{ noAnswer, yesterday, cannotSign, lostKey },
      notConfirmed: 'Nicht mit einem Passkey bestätigt. Es wurde nichts geändert.',
      cannotNotify: 'Dieser Browser lässt nicht zu, dass die Seite Sie benachrichtigt.',
      passkey: 'Passkey',
    },
    'scan.js': {
      yesterday,
      notFound:
        'In diesem Bild wurde kein Code gefunden. Fotografieren Sie ihn gerade von vorn, mit dem ganzen Code im Bild.',
      notSeen: 'Die Kamera hat keinen Code gesehen. Halten Sie sie gerade davor, mit dem ganzen Code im Bild.',
      noCamera: 'Die Kamera lässt sich hier nicht öffnen. Machen oder wählen Sie stattdessen ein Bild.',
      notOurs: 'Das ist keine Anfrage, die hier freigegeben werden kann.',
      noKey:
        'Dieses Gerät kann für diese Person noch keinen Code erzeugen. Öffnen Sie hier einmal die Freigaben mit Verbindung.',
      notTheDocument: 'Was gezeigt wird, ist nicht, was angefragt wurde. Scannen Sie es noch einmal.',
      notApproved:
        'Es wurde nichts freigegeben. Ziehen Sie die Anfrage am Computer zurück, oder lassen Sie ihre Zeit ablaufen.',
      until: 'Bis',
    },
  }
}
