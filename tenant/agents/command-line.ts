import type { ClientMetadata } from 'oidc-provider'

export const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code'

/** The bank's own command-line program. It comes with the bank, and its customer signs in on the web (RFC 8628). */
export const COMMAND_LINE: ClientMetadata = {
  client_id: 'baink-cli',
  client_name: 'bAInk command line',
  application_type: 'native',
  token_endpoint_auth_method: 'none',
  grant_types: [DEVICE_GRANT, 'refresh_token'],
  response_types: [],
  redirect_uris: [],
}
