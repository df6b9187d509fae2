/** The bank's own ways to say that nothing moved. */
const NOTHING = /\bnothing (?:has |was |is )?(?:been )?move[sd]?\b/gi
/** Words with which people say that money has moved, in the languages that customers write in most. */
const MOVED = new RegExp(
  `(?<![\\p{L}\\p{N}])(?:${[
    'sent|transferred|transfered|paid|moved|wired|remitted|deposited|credited|debited|posted|executed',
    'überwiesen|gesendet|bezahlt|gutgeschrieben|gebucht|transféré|envoyé|payé|viré|versé',
    'transferido|enviado|pagado|pago|abonado|trasferito|inviato|pagato|bonificato|overgemaakt|betaald|przelano|wysłano',
  ].join('|')})(?![\\p{L}\\p{N}])`,
  'iu',
)

/** Whether words say, or could be read to say, that money has moved. */
export function sayMoneyMoved(words: string): boolean {
  return MOVED.test(words.normalize('NFKC').replace(NOTHING, ''))
}
