import type { approval as englishApproval, approvals as englishApprovals } from '../en/approvals'
import { translationOf } from '../templates'

export const approval = translationOf<typeof englishApproval>()({
  name: 'Freigabe',
  states: {
    requested: 'Wartet auf Ihr Telefon',
    pending: 'Wartet auf Ihr Telefon',
    approved: 'Freigegeben',
    posted: 'Überwiesen',
    denied: 'Abgelehnt',
    expired: 'Abgelaufen',
    cancelled: 'Zurückgezogen',
    failed: 'Fehlgeschlagen',
  },
  explained: {
    requested: 'Die Bank fragt gerade Ihr Telefon.',
    pending: 'Vergleichen Sie die Angaben auf Ihrem Telefon und geben Sie dort frei oder lehnen Sie ab.',
    approved: 'Sie haben freigegeben. Die Überweisung wird gerade ausgeführt.',
    posted: 'Sie haben auf Ihrem Telefon freigegeben, und das Geld ist überwiesen.',
    mandate: 'Aufgrund Ihrer Vollmacht ausgeführt, ohne Ihr Telefon zu fragen.',
    expired: 'Niemand hat rechtzeitig geantwortet. Es wurde nichts bewegt.',
    denied: 'Auf Ihrem Telefon wurde abgelehnt.',
    said: 'Ihre Antwort: „{words}“.',
    frozenSince: 'Überweisungen durch Agenten sind seitdem gesperrt.',
    nothingMoved: 'Es wurde nichts bewegt.',
  },
  withdrawn: {
    agents_frozen: 'Sie haben Überweisungen durch Agenten gesperrt, daher wurde die Anfrage zurückgezogen.',
    phone_recovered: 'Ein Wiederherstellungscode hat Ihre Geräte ersetzt, daher wurde die Anfrage zurückgezogen.',
    agent_withdrew: 'Der anfragende Agent hat die Anfrage zurückgezogen.',
    access_revoked: 'Sie haben dem Agenten den Zugang entzogen, daher wurde die Anfrage zurückgezogen.',
    otherwise: 'Die Anfrage wurde zurückgezogen.',
  },
  denials: { wrong_amount: 'falscher Betrag', not_me: 'das war nicht ich' },
  failures: {
    no_device:
      'Es ist kein Telefon für Freigaben eingerichtet, daher konnte nicht gefragt werden. Es wurde nichts bewegt.',
    tenant_refused: 'Die Freigabe konnte nicht angefragt werden. Es wurde nichts bewegt.',
    tenant_unavailable:
      'Der Freigabedienst ist derzeit nicht erreichbar. Es wurde nichts bewegt; bitte versuchen Sie es später erneut.',
    interrupted:
      'Die Anfrage wurde unterbrochen, bevor sie das Telefon erreichte. Es wurde nichts bewegt; bitte versuchen Sie es erneut.',
    token_lost:
      'Die Antwort des Telefons ist bei uns verloren gegangen. Es wurde nichts bewegt; bitte versuchen Sie es erneut.',
    agent_transfers_frozen: 'Sie haben Überweisungen durch Agenten inzwischen gesperrt. Es wurde nichts bewegt.',
    bank_unavailable:
      'Die Bank konnte die freigegebene Überweisung nicht ausführen. Es wurde nichts bewegt; bitte versuchen Sie es erneut.',
    restored:
      'Die Bank wurde aus einer Sicherung wiederhergestellt, während dies wartete; die Anfrage wurde daher beendet. Es wurde nichts bewegt; bitte versuchen Sie es erneut.',
    price_limit: 'Der Preis ist nicht der, den Sie freigegeben haben. Es wurde nichts bewegt.',
    insufficient_funds: 'Auf diesem Konto ist nicht genug Guthaben verfügbar. Es wurde nichts bewegt.',
    account_not_active: 'Eines der Konten ist gesperrt oder geschlossen. Es wurde nichts bewegt.',
    account_not_found:
      'Eines der Konten gibt es nicht, oder es steht Ihnen nicht zur Verfügung. Es wurde nichts bewegt.',
    currency_mismatch: 'Die Konten und der Betrag haben nicht dieselbe Währung. Es wurde nichts bewegt.',
    same_account: 'Beide Konten sind dasselbe. Es wurde nichts bewegt.',
    limit_exceeded: 'Ein Limit je Überweisung oder je Tag ist überschritten. Es wurde nichts bewegt.',
    too_many_approvals:
      'Drei Anfragen warten bereits auf Ihre Antwort. Beantworten Sie zuerst eine davon auf dem Telefon, oder ziehen Sie sie auf der Seite „Freigaben“ zurück. Es wurde nichts bewegt.',
    too_many_in_turn:
      'Eine Antwort von Aiya darf Ihr Telefon fünfmal fragen, und diese hat es getan. Um mehr wurde nicht gebeten, und hierdurch wurde nichts bewegt. Schreiben Sie ihr in einer neuen Nachricht, was noch fehlt.',
    too_many_in_hour:
      'Aiya darf Ihr Telefon 20-mal je Stunde fragen, und das hat sie getan. Es wurde nicht gefragt und nichts bewegt.',
    refused_recently:
      'Sie haben eine Zahlung auf dieses Konto gerade erst abgelehnt, daher wird nicht gleich wieder gefragt. Es wurde nichts bewegt.',
    repeated_order:
      'Genau das wurde vor wenigen Minuten bezahlt, und einmal wurde bereits erneut gefragt. Ein drittes Mal wird nicht gefragt; mehr wurde nicht bewegt.',
    asking_paused:
      'Sie haben dreimal hintereinander abgelehnt. Aiya fragt erst wieder, wenn Sie es mit der Schaltfläche auf der Seite „Freigaben“ erlauben. Es wurde nichts bewegt.',
    turn_stopped:
      'Eine frühere Überweisung aus dieser Nachricht ist bisher nicht ausgeführt, daher wurde diese nicht versucht.',
    unavailable: 'Die Bank ist derzeit nicht erreichbar. Es wurde nichts bewegt; bitte versuchen Sie es später erneut.',
    out_of_stock: 'Der Shop hat nicht so viele vorrätig. Es wurde nichts bewegt.',
    insufficient_shares: 'Sie haben nicht so viele dieser Aktien. Es wurde nichts bewegt.',
    not_found: 'So etwas gibt es nicht zu bestellen. Es wurde nichts bewegt.',
    invalid_request: 'Die Anfrage war nicht vollständig. Es wurde nichts bewegt.',
    otherwise: 'Die Überweisung wurde nicht ausgeführt. Es wurde nichts bewegt.',
  },
  lines: {
    from: 'Von',
    to: 'An',
    holder: 'Inhaber',
    memo: 'Zweck',
    buy: 'Kauf',
    sell: 'Verkauf',
    each: 'Stück',
    shop: 'Shop',
    limit: 'Limit',
    atMost: 'höchstens {price} je Stück',
    atLeast: 'mindestens {price} je Stück',
  },
  marks: {
    paidJustNow: 'Gerade erst bezahlt',
    newPayee: 'Neuer Empfänger',
    resembles: 'Ähnelt {name}',
    repeat:
      '<b>Genau das haben Sie am {when} bezahlt.</b> Geben Sie nur frei, wenn Sie wirklich noch einmal zahlen möchten.',
    first: '<b>Neuer Empfänger.</b> Die erste Zahlung auf dieses Konto.',
    similar: '<b>Ähnelt {name}.</b> Das ist jemand anderes. Vergleichen Sie die Ziffern des Kontos.',
  },
  phoneSays: 'Ihr Telefon zeigt: „{message}“',
  noPhone: 'Noch kein Telefon eingerichtet? <use>Dieses Gerät verwenden</use>',
  noConnection: 'Mein Telefon hat keine Verbindung',
  withdraw: 'Zurückziehen',
  notWithdrawn: 'Nicht zurückgezogen',
  askAgain: 'Erneut anfragen',
  receipt: 'Beleg',
  ended: { title: '{state}: {what}', to: 'An {name}.', link: 'Was geschehen ist' },
})

export const approvals = translationOf<typeof englishApprovals>()({
  title: 'Freigaben',
  lead: 'Wonach Ihr Telefon gefragt wurde, und was daraus geworden ist.',
  needNot: 'Kleine und häufige Überweisungen brauchen keine Rückfrage: <mandates>Vollmachten</mandates>',
  noneOfThese: 'Keine davon.',
  none: {
    title: 'Noch keine Anfragen',
    text: 'Wenn Aiya eine Überweisung für Sie vorbereitet, wartet sie hier, bis Sie auf Ihrem Telefon antworten. Ihre eigenen Überweisungen warten hier nur, wenn Sie das in Ihrem Profil so eingestellt haben; alles Übrige steht in Ihren Kontoauszügen.',
  },
  waiting: 'Wartet auf Sie',
  earlier: 'Frühere',
  settled: 'Abgeschlossen',
  show: 'Anzeigen',
  filters: { all: 'Alle', waiting: 'Wartend', transferred: 'Überwiesen', 'not-made': 'Nicht ausgeführt' },
  askedBy: 'Angefragt von',
  youInPortal: 'Ihnen, im Portal',
  asked: 'Angefragt',
  timeline: 'Verlauf',
  print: 'Drucken',
  document: 'Freigabe: {what}',
  number: 'Freigabe {id}',
  source: 'Aus dem Prüfprotokoll der Bank. Die Zeiten gelten für {zone}.',
  steps: {
    youAskedInPortal: 'Ihre Anfrage im Portal',
    youAskedAiya: 'Ihre Bitte an Aiya',
    agentAsked: 'Anfrage von {agent}',
    joined: 'Noch einmal angefragt: Es blieb eine Anfrage',
    pending: 'Ihr Telefon wurde gefragt',
    approvedOn: 'Von Ihnen freigegeben auf: {device}',
    approved: 'Von Ihnen auf dem Telefon freigegeben',
    taken: 'Der Auftrag wurde angenommen',
    mandate: 'Aufgrund Ihrer Vollmacht überwiesen',
    booked: 'Überwiesen',
    at: '{when}, Nr. {position} in Ihrem Prüfprotokoll',
    prompt: '„{words}“ <chat>Chat öffnen</chat>',
    message: '„{words}“',
    passkey: 'Signiert mit dem Schlüssel des Geräts, nachdem ein Passkey Biometrie oder PIN verlangt hat.',
    payment:
      'Signiert mit dem Schlüssel des Geräts. Sein Browser selbst zeigte Empfänger und Betrag, und ein Passkey verlangte Biometrie oder PIN.',
    code: 'Mit einem Code, den das Gerät ohne Verbindung erzeugt hat, auf einem anderen Gerät eingegeben. Das ist keine Signatur.',
    key: 'Signiert mit dem Schlüssel des Geräts.',
    unknown: 'Wie dort bestätigt wurde, hat die Bank nicht erfahren.',
    anotherAccount: 'Ein anderes Konto',
    leaving: '{entry}, danach {balance}',
  },
})
