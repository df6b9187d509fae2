import { headers } from 'next/headers'
import type { ReactNode } from 'react'
import { Says } from '@/app/_words/says'
import { chosenModelLabel } from '@/lib/ai/model-label'
import { localPhone } from '@/lib/auth0/local-phone'
import { signedInCustomer } from '@/lib/auth0/session/session'
import { businesses } from '@/lib/platform/businesses'
import { timeZoneOf } from '@/lib/platform/time/time-zone'
import { waitingApprovals } from './first-reads'
import { LocalPhoneAddress } from './local-phone'
import { MadeFor } from './made-for'
import { ReadAlready } from './read-already'
import { Shell } from './shell'
import { ToldTimeZone } from './time-zone'

/**
 * The layout of signed-in pages. A visitor without a session gets no frame. The page itself sends them to sign in
 * (`requirePageCustomer`), because only the page knows its address.
 */
export async function SignedInShell({ children }: { children: ReactNode }) {
  const customer = await signedInCustomer()
  if (!customer) return children
  return (
    <MadeFor customerId={customer.id}>
      <ReadAlready answers={waitingApprovals(customer.id)}>
        <LocalPhoneAddress address={localPhone()?.phone ?? null}>
          <ToldTimeZone zone={timeZoneOf({ headers: await headers() })}>
            <Says parts={['chat']}>
              <Shell customer={customer} hasOrders={businesses().length > 0} modelLabel={chosenModelLabel()}>
                {children}
              </Shell>
            </Says>
          </ToldTimeZone>
        </LocalPhoneAddress>
      </ReadAlready>
    </MadeFor>
  )
}
