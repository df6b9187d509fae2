import type { House } from '../pages/house'
import { type Html, html } from '../pages/html'
import { comparisonCode } from './device-key'
import { deviceNameIn } from './device-name'
import type { DeviceRequest } from './device-requests'

/** The card, on an enrolled device, of a browser that asks to become a device too. */
export function deviceRequestCard(request: DeviceRequest, { words }: House): Html {
  const { id, name, browser, thumbprint, createdAt } = request
  const says = words.deviceRequest
  const code = comparisonCode(thumbprint)
  return html`<section class="card device-request" aria-label="${says.name}" data-id="${id}" data-thumbprint="${thumbprint}">
<h3>${says.heading}</h3>
<p class="lead">${says.lead}</p>
<dl class="facts">
<div><dt>${says.itsName}</dt><dd><bdi>${deviceNameIn(name, words)}</bdi></dd></div>
<div><dt>${says.browser}</dt><dd><bdi>${deviceNameIn(browser, words)}</bdi></dd></div>
<div><dt>${says.asked}</dt><dd><time datetime="${createdAt.toISOString()}">${createdAt.toISOString().slice(11, 16)} UTC</time></dd></div>
<div><dt>${says.code}</dt><dd class="code" translate="no" id="code-${id}">${code}</dd></div>
</dl>
<div class="answers">
<button class="button button-no" type="button" data-answer="refused" aria-describedby="code-${id}">${says.refuse}</button>
<button class="button button-no" type="button" data-answer="allowed" aria-describedby="code-${id}">${says.allow}</button>
</div>
</section>`
}
