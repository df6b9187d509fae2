import { Anchor, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { pageSpeech } from '@/app/_words/page-speech'
import type { LocalPhone } from '@/lib/auth0/local-phone'
import { addressIn } from '@/lib/platform/text/language'
import { QrCode } from './qr-code'

/**
 * Where the customer's phones are listed, and how to set one up. Only at the tenant: the party that asks for approvals
 * must not be able to enrol the device that gives them.
 */
export async function PhonesCard({ local }: { local: LocalPhone | null }) {
  const { phones: words } = (await pageSpeech()).words.profile
  return (
    <Paper component="section" aria-labelledby="phones" radius="lg" p={{ base: 'md', sm: 'xl' }} withBorder>
      <Stack gap="md" align="flex-start">
        <Title order={2} id="phones">
          {words.title}
        </Title>
        {local ? <LocalPhones {...local} /> : <GuardianPhones />}
      </Stack>
    </Paper>
  )
}

async function LocalPhones({ phone, devices }: LocalPhone) {
  const { language, words: all, say, rich } = await pageSpeech()
  const { phones: words } = all.profile
  return (
    <>
      <Text c="dimmed" size="sm">
        {words.text}
      </Text>
      <Group gap="lg" align="center" w="100%">
        <QrCode text={phone} label={say(words.code, { address: phone })} />
        <Stack gap="xs" flex="1 1 13rem" align="flex-start">
          <Text size="sm">
            {rich(words.setUp, {
              page: (text) => (
                <Anchor href={addressIn(language, phone)} target="_blank" rel="noopener" underline="always">
                  {text}
                </Anchor>
              ),
            })}
          </Text>
          <Anchor href={addressIn(language, devices)} target="_blank" rel="noopener" size="sm" fw={600}>
            {words.seeAll}
          </Anchor>
          <Text size="xs" c="dimmed">
            {rich(words.local, { host: <bdi>{new URL(phone).host}</bdi> })}
          </Text>
        </Stack>
      </Group>
    </>
  )
}

async function GuardianPhones() {
  const { phones: words } = (await pageSpeech()).words.profile
  return (
    <Text c="dimmed" size="sm">
      {words.guardian}
    </Text>
  )
}
