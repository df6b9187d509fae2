import type { ProblemCode } from '@/lib/platform/http/problem'

/** The refusals of the API in German, by their codes; in English the API says them itself. */
export const GERMAN_PROBLEMS: Record<ProblemCode, string> = {
  invalid_request: 'Die Angaben sind nicht gültig',
  unauthenticated: 'Bitte melden Sie sich zuerst an',
  insufficient_scope: 'Das Token berechtigt nicht dazu',
  approval_required: 'Das ist noch nicht freigegeben',
  approval_mismatch: 'Die Freigabe gilt nicht hierfür',
  agent_transfers_frozen: 'Überweisungen durch Agenten sind gesperrt; nichts wurde bewegt',
  confirmation_required: 'Diese Überweisung ist auf dem Telefon zu bestätigen',
  passkey_needed: 'Sie haben einen Passkey: Das geschieht auf dem Telefon, das nach ihm fragt',
  phone_recovered:
    'Ein Wiederherstellungscode hat Ihre Geräte ersetzt, und Sie haben noch nicht erlaubt, dass Ihr Telefon wieder gefragt wird',
  sign_in_again:
    'Bitte melden Sie sich erneut an: Dafür muss die Anmeldung neuer als die Sperre und höchstens 5 Minuten alt sein',
  forbidden_origin: 'Anfragen von anderen Websites werden abgelehnt',
  account_not_found: 'Dieses Konto gibt es nicht',
  not_found: 'Nicht gefunden',
  method_not_allowed: 'Diese Adresse nimmt keine solche Anfrage an',
  idempotency_conflict: 'Dieser Schlüssel wurde bereits für etwas anderes verwendet',
  signed_in_as_other: 'Hier ist jetzt jemand anderes angemeldet',
  conflict: 'Das ist nicht mehr möglich',
  body_too_large: 'Die Anfrage ist zu groß',
  misdirected: 'Die Konten dieses Kunden sind unter einer anderen Adresse der Bank',
  unsupported_media_type: 'Die Anfrage muss JSON sein',
  insufficient_funds: 'Nicht genug Guthaben auf dem Konto',
  account_not_active: 'Ein Konto ist gesperrt oder geschlossen',
  currency_mismatch: 'Die Währungen stimmen nicht überein',
  same_account: 'Beide Konten sind dasselbe',
  limit_exceeded: 'Das Limit ist überschritten',
  out_of_stock: 'Nicht genug vorrätig',
  insufficient_shares: 'Nicht genug Aktien',
  price_limit: 'Der Preis liegt nicht innerhalb des Limits',
  too_many_approvals: 'Es warten bereits zu viele Anfragen auf eine Antwort',
  too_many_mandates: 'Es gelten bereits zwanzig Vollmachten',
  too_many_in_turn: 'Eine Antwort hat um zu viele Überweisungen gebeten',
  too_many_in_hour: 'Das Telefon wurde in der letzten Stunde zu oft gefragt',
  refused_recently: 'Eine Zahlung auf dieses Konto wurde gerade erst abgelehnt',
  repeated_order: 'Genau diese Überweisung wurde gerade ausgeführt und schon einmal erneut gewünscht',
  asking_paused: 'Nach drei Ablehnungen wird nicht mehr gefragt, bis Sie es wieder erlauben',
  rate_limited: 'Zu viele Anfragen',
  internal_error: 'Bei uns ist ein Fehler aufgetreten',
  unavailable: 'Die Bank ist nicht erreichbar',
}

/**
 * What the bank says is wrong with one member of a request, by how its English begins: the API tells it by no code. Those that a
 * page's own fields can cause; whatever else there is, is `GERMAN_MEMBER`.
 */
export const GERMAN_MEMBERS: Record<string, string> = {
  'must be a positive amount': 'Bitte einen Betrag über null mit den Nachkommastellen der Währung angeben',
  'must be an amount like': 'Bitte einen Betrag wie 25,00 angeben, ohne Vorzeichen',
  'must have the decimals of': 'Bitte einen Betrag mit den Nachkommastellen der Währung angeben, der nicht zu hoch ist',
  'must be an account number': 'Bitte die ganze Kontonummer angeben, nur Ziffern',
  'must be a date': 'Bitte ein Datum angeben',
  'must be in the future': 'Das muss in der Zukunft liegen',
  'must not be in the past': 'Das darf nicht in der Vergangenheit liegen',
  'must not be before': 'Das darf nicht vor dem Beginn liegen',
  'must not be after': 'Das darf nicht nach dem Ende liegen',
  'must be within': 'Das liegt zu weit in der Zukunft',
  'must be before': 'Dieses Jahr liegt zu weit in der Zukunft',
  'must be later': 'Dieser Zeitraum hat zu viele Umsätze; bitte später beginnen',
  'must not be less than min': 'Das darf nicht weniger sein als der kleinste Betrag',
  'must not be more than maxPerPeriod': 'Das darf nicht mehr sein als der Betrag für den Zeitraum',
  'must name each account once': 'Bitte jedes Konto nur einmal angeben',
  'must be aiya': 'Bitte Aiya oder einen Agenten mit Zugang zu Ihren Konten angeben',
  'must not be blank': 'Bitte etwas eingeben',
  'must say something': 'Bitte etwas eingeben',
  'must have at most': 'Das ist zu lang',
  'must not contain': 'Das enthält ein Zeichen, das nicht erlaubt ist',
  'must be printable': 'Das enthält ein Zeichen, das nicht erlaubt ist',
}
export const GERMAN_MEMBER = 'Bitte prüfen Sie diese Angabe'
/** For a code that this version does not know. */
export const GERMAN_REFUSAL = 'Die Bank hat das abgelehnt'
