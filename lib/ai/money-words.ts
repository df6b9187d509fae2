import unhomoglyph from 'unhomoglyph'

/** The bank's own ways to say that nothing moved. */
const NOTHING = /\bnothing (?:has |was |is )?(?:been )?move[sd]?\b/gi
/** Signs that stand for what is done. */
const SIGNS = /[✓✔✅☑🎉👍💸🫡]/u

/** Words with which people say that money has moved or a thing is bought, in the languages that customers write in most. */
const WORDS = [
  'sent|transferr?ed|paid|moved|wired|remitted|deposited|credited|debited|posted|executed|processed|settled|done|finished',
  'complete|completed|success|successful|successfully|succeeded|confirmed|bought|purchased|sold|filled|arrived',
  'went through|gone through|on its way|(?:has|have) received|(?:took|taken) care|(?:is|are) yours|all set',
  "(?:have|’ve|'ve|has|been|was|just) made|made (?:the|your|that|this) (?:payment|transfer|purchase|order)",
  'now (?:has|have|hold|holds|contains|in (?:your|the)|with)',
  'on the way|underway|under way|out the door|any (?:second|minute|moment)|(?:has|got) (?:his|her|their|the|your|that)',
  'is with \\p{L}+|(?:payment|transfer|money) (?:is )?out|(?:is|are|went|gone) (?:out|off)|went in|(?:went|gone|pushed|put|got|is) .{0,30}through',
  'gave|handed|pushed|released|cleared|placed|submitted|initiated|handled|booked(?! by the bank)|received|collected|cashed',
  'left (?:your|the|my|checking|savings)|now own|owns? .{1,30} now|after (?:the|this|that|your) (?:transfer|payment|purchase|order)',
  '(?:transaction|payment|transfer|order|purchase)(?: was| has been| is|:) approved|(?:transaction|payment|transfer|order) approved',
  'receipt:|(?:reference|confirmation|transaction|order)(?: number| code| id| no\\.?)?:? ?#?[A-Z-]*[0-9][A-Z0-9-]*|(?:status|result|transfer)[^.\\n]{0,20}: ok',
  '(?:ist|sind|ging|gingen) (?:raus|durch|hinaus|weg)|geld (?:ist|liegt|war)|(?:hat|haben) (?:das|sein|ihr) geld|gegeben|erhalten|eingegangen',
  'parti[se]?s?|reçue?s?|donnée?s?|salió|salieron|ya está|ya (?:lo |la )?tiene|dado|entregad[oa]s?|llegó',
  'saiu|saíram|já (?:está|tem)|chegou|partit[oaie]|ricevut[oaie]|arrivat[oaie]|onderweg|ontvangen|aangekomen|mottagit|modtaget',
  'poszł[oay]|otrzymał\\p{L}*|ушл[аои]|дошл[аои]|получил\\p{L}*|деньги у|\\p{L}+(?:dım|dim|dum|düm|tım|tim|tum|tüm)',
  'überwiesen|gesendet|geschickt|gezahlt|bezahlt|gutgeschrieben|gebucht|verbucht|abgebucht|umgebucht|verschoben|transferiert',
  'erledigt|ausgeführt|abgeschlossen|angekommen|unterwegs|gekauft|verkauft|erfolgreich|fertig',
  'transf[eé]r[eé]e?s?|envoyée?s?|payée?s?|virée?s?|versée?s?|effectuée?s?|réalisée?s?|exécutée?s?|terminée?s?|fait|passée?s?',
  'réussie?s?|achetée?s?|vendue?s?|succès',
  '(?:transferi|trasferi|envia|invia|paga|abona|deposita|completa|realiza|efectua|efetua|ejecuta|executa|compra|vendi)[dt][oaie]s?',
  'pago|hech[oa]|feit[oa]|fatto|listo|concluíd[oa]s?|recibid[oa]s?|recebid[oa]s?|éxito|exitosa(?:mente)?|sucesso|successo',
  '(?:effettua|esegui|bonifica|riusci|acquista|vendu)t[oaie]',
  'overgemaakt|betaald|gelukt|voltooid|uitgevoerd|verstuurd|verzonden|gekocht|verkocht|klaar',
  'skickat|överfört|betalat|klart|sendt|overført|betalt|gennemført|fullført|lähetetty|siirretty|maksettu|valmis',
  '(?:przela|wysła|wykona|zapłaco|zrealizowa|kupio)n[oaey]|gotowe|odeslán[oay]?|převeden[oay]?|zaplacen[oay]?|provedeno|hotovo',
  '(?:выполн|отправл|перевед|оплач|зачисл|заверш|купл|проведе|перечисл)[её]?[нно]\\p{L}*|готово|успешно|виконано|надіслано|переказано',
  'yapıldı|gönderildi|aktarıldı|ödendi|tamamlandı|yatırıldı|alındı',
  '(?:μεταφέρθηκ|στάλθηκ|ολοκληρώθηκ|πληρώθηκ)\\p{L}*|تم|تمت|נשלח\\p{L}*|הועבר\\p{L}*|שולם|בוצע\\p{L}*|הושלם\\p{L}*',
]
const WORD = new RegExp(`(?<![\\p{L}\\p{N}])(?:${WORDS.join('|')}|(?<=^|[.!?] |\\n)approved)(?![\\p{L}\\p{N}])`, 'iu')
/** The same in scripts that write no blanks, or join endings to their words. */
const ENDINGS =
  /完了|完成|ました|済み|已|成功|到账|到賬|[转轉付给給汇匯送买買卖賣]了|했어요|됐어요|[냈줬]|했습니다|되었습니다|됐습니다|완료|भेज दि|हो गय|सफल|पूरा/u

/** Whether words say, or could be read to say, that money has moved. Look-alike letters and hidden ones are no disguise. */
export function sayMoneyMoved(words: string): boolean {
  const plain = words
    .normalize('NFKC')
    .replace(/[*_~`\p{Default_Ignorable_Code_Point}]/gu, '')
    .replace(NOTHING, '')
    .replace(/(?<!\p{L})(?:\p{L} ){2,}\p{L}(?!\p{L})/gu, (spaced) => spaced.replaceAll(' ', ''))
  const folded = plain.replace(/\P{ASCII}/gu, (letter) => unhomoglyph(letter))
  return SIGNS.test(plain) || ENDINGS.test(plain) || WORD.test(plain) || WORD.test(folded)
}
