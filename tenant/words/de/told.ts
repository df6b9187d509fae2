import type { told as english } from '../en/told'

export const told: typeof english = {
  signedOut: 'Bitte melden Sie sich erneut an.',
  unknownDevice: 'Dieser Browser ist keines Ihrer Geräte.',
  slowDown: 'Das war zu viel auf einmal. Bitte warten Sie eine Minute und versuchen Sie es erneut.',
  tooManyAttempts: 'Zu viele Versuche. Bitte warten Sie einige Minuten und versuchen Sie es erneut.',
  answers: {
    unknown: 'Diese Anfrage gibt es nicht.',
    answered: 'Diese Anfrage wurde bereits beantwortet.',
    withdrawn: 'In der Bank zurückgezogen. Es wurde nichts bewegt.',
    expired: 'Zu spät: Die Zeit war abgelaufen. Es wurde nichts bewegt.',
    not_signed: 'Diese Antwort hat keines Ihrer Geräte signiert. Es wurde nichts entschieden.',
    passkey_needed: 'Das braucht Ihren Passkey. Laden Sie diese Seite neu. Es wurde nichts entschieden.',
  },
  yes: 'Von Ihnen freigegeben.',
  deniedAlone: 'Abgelehnt.',
  denied: 'Abgelehnt. Es wird nichts bewegt.',
  freezes: 'Abgelehnt. Die Bank sperrt jetzt alle Agenten.',
  mayFreeze: 'Abgelehnt. Alle Agenten sperren Sie im Profil der Bank.',
  notSigned: 'Das hat keines Ihrer Geräte signiert.',
  passkeyNeeded: 'Das braucht Ihren Passkey. Laden Sie diese Seite neu.',
  noSuchDevice: 'Dieses Gerät gibt es nicht.',
  badName: (refused, most) =>
    refused
      ? `Der Name des Geräts darf dieses Zeichen nicht enthalten: ${refused}.`
      : `Der Name des Geräts braucht 1 bis ${most} sichtbare Zeichen.`,
  deviceAnswers: {
    allowed: 'Das andere Gerät ist zugelassen.',
    refused: 'Abgelehnt.',
    no_room: (most) =>
      `Nicht zugelassen: Sie haben bereits ${most} Geräte. Entfernen Sie eines, und lassen Sie es dann noch einmal fragen.`,
    over: 'Diese Anfrage ist vorbei.',
  },
  notProven: 'Dieser Browser konnte seinen Schlüssel nicht nachweisen. Bitte laden Sie die Seite neu.',
  knownKey:
    'Dieser Schlüssel wurde schon verwendet. Laden Sie diese Seite neu, damit dieser Browser einen neuen erzeugt.',
  notFirst: 'Sie haben bereits ein Gerät.',
  badTicket: 'Dieses Ticket ist verbraucht, zu alt oder nicht Ihres. Erzeugen Sie auf Ihrem anderen Gerät ein neues.',
  noRoom: (most) => `Sie haben bereits ${most} Geräte. Entfernen Sie zuerst eines: Ihr Ticket ist nicht verbraucht.`,
  tooManyRequests:
    'Drei Anfragen innerhalb einer Stunde wurden nicht erlaubt. Verwenden Sie ein Ticket von Ihrem anderen Gerät.',
  noOtherDevice: 'Sie haben kein anderes Gerät.',
  notRecovered: 'Das Passwort oder der Code stimmt nicht. Es hat sich nichts geändert.',
  noDeviceToReplace: 'Sie haben kein Gerät zu ersetzen. Laden Sie diese Seite neu.',
  bankMustStop:
    'Die Bank hat nicht geantwortet, und sie muss zuerst Ihre Agenten sperren. Es hat sich nichts geändert. Bitte versuchen Sie es erneut.',
  passkeyNotMade: 'Dieser Passkey konnte nicht hinzugefügt werden. Bitte versuchen Sie es erneut.',
  noRoomForPasskey: (most) =>
    `Sie haben bereits ${most} Passkeys, oder dieser ist schon bekannt. Entfernen Sie zuerst einen.`,
  noSuchPasskey: 'Diesen Passkey gibt es nicht.',
  thawInBank: 'Ohne Passkey lassen Sie Agenten in der Bank wieder fragen.',
  bankSilent: 'Die Bank hat nicht geantwortet. Es hat sich nichts geändert. Bitte versuchen Sie es erneut.',
  thawed: 'Ihre Agenten dürfen wieder fragen.',
  badSubscription: 'Die Benachrichtigungen dieses Browsers lassen sich hier nicht verwenden.',
}
