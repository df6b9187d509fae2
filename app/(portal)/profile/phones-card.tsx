import { Anchor, Group, Paper, Stack, Text, Title } from '@mantine/core'
import type { LocalPhone } from '@/lib/auth0/local-phone'
import { QrCode } from './qr-code'

/**
 * Where the customer's phones are listed, and how to set one up. Only at the tenant: the party that asks for approvals
 * must not be able to enrol the device that gives them.
 */
export function PhonesCard({ local }: { local: LocalPhone | null }) {
  return (
    <Paper component="section" aria-labelledby="phones" radius="lg" p={{ base: 'md', sm: 'xl' }} withBorder>
      <Stack gap="md" align="flex-start">
        <Title order={2} id="phones">
          Your phones
        </Title>
        {local ? <LocalPhones {...local} /> : <GuardianPhones />}
      </Stack>
    </Paper>
  )
}

function LocalPhones({ phone, devices }: LocalPhone) {
  return (
    <>
      <Text c="dimmed" size="sm">
        A phone that you have set up shows you each transfer and takes your answer. The bank can ask it, and cannot set
        one up in your name: that is done where you sign in.
      </Text>
      <Group gap="lg" align="center" w="100%">
        <QrCode text={phone} label={`QR code of ${phone}`} />
        <Stack gap="xs" flex="1 1 13rem" align="flex-start">
          <Text size="sm">
            To set up a phone, scan this, or open the{' '}
            <Anchor href={phone} target="_blank" rel="noopener" underline="always">
              phone page
            </Anchor>{' '}
            in a browser of its own.
          </Text>
          <Anchor href={devices} target="_blank" rel="noopener" fw={600}>
            See and remove your phones
          </Anchor>
          <Text size="xs" c="dimmed">
            The local tenant answers on this computer alone: a real phone opens <bdi>{new URL(phone).host}</bdi> only
            where that port is forwarded to it.
          </Text>
        </Stack>
      </Group>
    </>
  )
}

function GuardianPhones() {
  return (
    <Text c="dimmed" size="sm">
      Requests come to the Auth0 Guardian app on the phone that you have enrolled with your sign-in. It is set up, and
      removed, there: the bank can ask it, and cannot set one up in your name.
    </Text>
  )
}
