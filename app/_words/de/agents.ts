import type { agents as english } from '../en/agents'
import { translationOf } from '../templates'

export const agents = translationOf<typeof english>()({
  freeze: 'Überweisungen durch Agenten sperren',
  notFrozen: 'Nicht gesperrt',
  question: 'Überweisungen durch Agenten sperren?',
  consequence:
    'Aiya und alle anderen Agenten können dann nichts mehr bewegen, und was auf Ihr Telefon wartet, wird sofort zurückgezogen. Ihre eigenen Überweisungen funktionieren wie gewohnt. Zum Entsperren melden Sie sich erneut an.',
  freezeNow: 'Jetzt sperren',
  signInToThaw: 'Zum Entsperren erneut anmelden',
  thaw: 'Überweisungen durch Agenten entsperren',
  thawOnPhone: 'Auf Ihrem Telefon entsperren',
  notThawed: 'Nicht entsperrt',
  recovered: 'Ein Wiederherstellungscode hat Ihre Geräte ersetzt',
  frozen: 'Überweisungen durch Agenten sind gesperrt',
  recoveredText:
    'Am {when} wurden alle Ihre bisherigen Geräte und Passkeys entfernt. Ihre Vollmachten sind erloschen, Aiya kann nichts bewegen, und Ihr Telefon wird nicht gefragt. Falls Sie das nicht waren, lassen Sie es so und rufen Sie die Bank an.',
  frozenText:
    'Seit {when} kann Aiya zwar Auskunft geben, aber nichts bewegen. Ihre eigenen Überweisungen funktionieren wie gewohnt.',
  toProfile: 'Zu Ihrem Profil',
  paused: 'Aiya fragt nicht mehr',
  pausedText:
    'Sie haben dreimal hintereinander abgelehnt, daher fragt Aiya Ihr Telefon nach nichts mehr. Auskunft gibt sie weiterhin.',
  resume: 'Aiya wieder fragen lassen',
  notResumed: 'Aiya darf noch nicht fragen',
})
