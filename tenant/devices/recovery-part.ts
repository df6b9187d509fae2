import { type Html, html } from '../pages/html'
import { CODES_MADE, type RecoveryCodes } from './recovery-codes'
import { time } from './time'

/** Of the devices page: how the recovery codes stand, the button that makes new ones, and the sheet that shows them once. */
export function recoveryPart(codes: RecoveryCodes | undefined): Html {
  return html`<section class="passkeys recovery" aria-labelledby="recovery-title">
<h2 class="heading" id="recovery-title">Recovery codes</h2>
<p class="lead" data-codes-left>${
    codes
      ? html`${codes.left} of ${CODES_MADE} are good still. Made ${time(codes.madeAt)}. New ones make the old ones void.`
      : 'If you lose every device, one of these and your password let a new one in. Keep them on paper.'
  }</p>
<button class="button button-no" type="button" data-make-codes>${codes ? 'Make new recovery codes' : 'Make recovery codes'}</button>
<section class="card ticket sheet" aria-labelledby="sheet-title" tabindex="-1" data-codes hidden>
<h2 id="sheet-title">Your recovery codes</h2>
<p class="lead">They are shown only now. Print them or write them down, and keep them away from your devices. Each is good once.</p>
<ol class="codes code" translate="no" data-codes-list></ol>
<div class="answers"><button class="button button-no" type="button" data-print>Print</button>
<button class="button button-yes" type="button" data-kept>I have kept them</button></div>
</section>
</section>`
}
