import type { KoaContextWithOIDC } from 'oidc-provider'
import type { Authentication } from '../sign-in/authenticate'
import { html } from './html'
import { sendPage } from './layout'

export interface SignInPage {
  heading: string
  lead: string
  action: string
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
  const error = page.failed && explain(page.failed)
  const focusPassword = Boolean(page.email)
  sendPage(ctx, {
    title: 'Log in',
    status: statusFor(page.failed),
    formTargets: page.formTargets,
    body: ({ brand, neverAsks }) => html`<main class="narrow">
<header class="masthead">${brand}</header>
<section class="card sign-in" aria-labelledby="heading">
<h1 id="heading">${page.heading}</h1>
<p class="lead">${page.lead}</p>
${error && html`<p class="notice notice-bad" role="alert" id="error">${error}</p>`}
<form method="post" action="${page.action}">
${Object.entries(page.hidden ?? {}).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
<label for="email">Email</label>
<input id="email" name="email" type="email" autocomplete="username" required maxlength="254" spellcheck="false"
 autocapitalize="none" value="${page.email ?? ''}" ${describedByError(error)} ${focusPassword ? '' : html`autofocus`}>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required maxlength="1024"
 ${describedByError(error)} ${focusPassword && html`autofocus`}>
<button type="submit" class="button button-yes">Continue</button>
</form>
</section>
${neverAsks.password && html`<p class="fine">${neverAsks.password}</p>`}
</main>`,
  })
}

function describedByError(error: string | undefined) {
  return error && html`aria-invalid="true" aria-describedby="error"`
}

function statusFor(failed: SignInPage['failed']): number {
  if (!failed) return 200
  return failed.outcome === 'slow_down' ? 429 : 401
}

function explain(failed: NonNullable<SignInPage['failed']>): string {
  if (failed.outcome === 'refused') return 'Wrong email or password. Please check both and try again.'
  const minutes = Math.ceil(failed.retryAfterSeconds / 60)
  return `Too many attempts. Please wait ${minutes === 1 ? 'a minute' : `${minutes} minutes`} and try again.`
}
