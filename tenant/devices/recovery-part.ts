import { type Html, html } from '../pages/html'
import type { Words } from '../words/words'
import { CODES_MADE, type RecoveryCodes } from './recovery-codes'
import { time } from './time'

/** Of the devices page: how the recovery codes stand, the button that makes new ones, and the sheet that shows them once. */
export function recoveryPart(codes: RecoveryCodes | undefined, words: Words['devices']['recovery']): Html {
  return html`<section class="passkeys recovery" aria-labelledby="recovery-title">
<h2 class="heading" id="recovery-title">${words.title}</h2>
<p class="lead" data-codes-left>${codes ? words.left(codes.left, CODES_MADE, time(codes.madeAt)) : words.none}</p>
<button class="button button-no" type="button" data-make-codes>${codes ? words.makeNew : words.make}</button>
<section class="card ticket sheet" aria-labelledby="sheet-title" tabindex="-1" data-codes hidden>
<h2 id="sheet-title">${words.sheet}</h2>
<p class="lead">${words.sheetLead}</p>
<ol class="codes code" translate="no" data-codes-list></ol>
<div class="answers"><button class="button button-no" type="button" data-print>${words.print}</button>
<button class="button button-yes" type="button" data-kept>${words.kept}</button></div>
</section>
</section>`
}
