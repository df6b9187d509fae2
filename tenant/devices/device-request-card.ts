import { visible } from '../assets/printable.js'
import { type Html, html } from '../pages/html'
import { comparisonCode } from './device-key'
import type { DeviceRequest } from './device-requests'

/** The card, on an enrolled device, of a browser that asks to become a device too. */
export function deviceRequestCard({ id, name, browser, thumbprint, createdAt }: DeviceRequest): Html {
  const code = comparisonCode(thumbprint)
  return html`<section class="card device-request" aria-label="Device request" data-id="${id}" data-thumbprint="${thumbprint}">
<h3>Let another device answer for you?</h3>
<p class="lead">It has your password. If it is not in your hands, refuse.</p>
<dl class="facts">
<div><dt>Name</dt><dd><bdi>${visible(name)}</bdi></dd></div>
<div><dt>Browser</dt><dd><bdi>${browser}</bdi></dd></div>
<div><dt>Asked</dt><dd><time datetime="${createdAt.toISOString()}">${createdAt.toISOString().slice(11, 16)} UTC</time></dd></div>
<div><dt>Code on its screen</dt><dd class="code" translate="no" id="code-${id}">${code}</dd></div>
</dl>
<div class="answers">
<button class="button button-no" type="button" data-answer="refused" aria-describedby="code-${id}">Refuse</button>
<button class="button button-no" type="button" data-answer="allowed" aria-describedby="code-${id}">Allow</button>
</div>
</section>`
}
