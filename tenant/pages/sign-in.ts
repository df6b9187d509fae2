import type { KoaContextWithOIDC } from 'oidc-provider'
import type { Authentication } from '../sign-in/authenticate'
import type { Words } from '../words/words'
import { houseFor } from './house'
import { html } from './html'
import { languageLinks, sendPage } from './layout'

export interface SignInPage {
  heading: string
  lead: string
  action: string
  /** The address at which this page can be opened in another language. */
  here: string
  email?: string
  /** The form's hidden fields. */
  hidden?: Record<string, string>
  /** The result of the last try, if there was one. */
  failed?: Exclude<Authentication, { outcome: 'welcome' }>
  formTargets?: string[]
}

/** The sign-in form, for the browser and for the phone. */
export function sendSignInPage(ctx: KoaContextWithOIDC, page: SignInPage): void {
  if (page.failed?.outcome === 'slow_down') ctx.set('Retry-After', String(page.failed.retryAfterSeconds))
  const error = page.failed && explain(page.failed, houseFor(ctx).words)
  const focusPassword = Boolean(page.email)
  sendPage(ctx, {
    title: ({ signIn }) => signIn.title,
    status: statusFor(page.failed),
    formTargets: page.formTargets,
    body: (house) => {
      const { signIn } = house.words
      return html`<main class="narrow">
<header class="masthead">${house.brand}</header>
<section class="card sign-in" aria-labelledby="heading">
<h1 id="heading">${page.heading}</h1>
<p class="lead">${page.lead}</p>
${error && html`<p class="notice notice-bad" role="alert" id="error">${error}</p>`}
<form method="post" action="${page.action}">
${Object.entries(page.hidden ?? {}).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
<label for="email">${signIn.email}</label>
<input id="email" name="email" type="email" autocomplete="username" required maxlength="254" spellcheck="false"
 autocapitalize="none" value="${page.email ?? ''}" ${describedByError(error)} ${focusPassword ? '' : html`autofocus`}>
<label for="password">${signIn.password}</label>
<input id="password" name="password" type="password" autocomplete="current-password" required maxlength="1024"
 ${describedByError(error)} ${focusPassword && html`autofocus`}>
<button type="submit" class="button button-yes">${signIn.go}</button>
</form>
</section>
${house.neverAsks.password && html`<p class="fine">${house.neverAsks.password}</p>`}
${languageLinks(house, page.here)}
</main>`
    },
  })
}

function describedByError(error: string | undefined) {
  return error && html`aria-invalid="true" aria-describedby="error"`
}

function statusFor(failed: SignInPage['failed']): number {
  if (!failed) return 200
  return failed.outcome === 'slow_down' ? 429 : 401
}

function explain(failed: NonNullable<SignInPage['failed']>, { signIn }: Words): string {
  if (failed.outcome === 'refused') return signIn.refused
  return signIn.slowDown(Math.ceil(failed.retryAfterSeconds / 60))
}
