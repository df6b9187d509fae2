import { Code, Text } from '@mantine/core'
import { IconWallet } from '@tabler/icons-react'
import { Notice } from '@/app/_ui/notice'

/** The page of a customer without accounts, such as a customer of another tenant at the first sign-in. */
export function NoAccounts({ subject }: { subject: string }) {
  return (
    <Notice icon={<IconWallet size={28} aria-hidden />} title="You have no accounts yet">
      <Text c="dimmed">
        The bank knows you, but has not opened any accounts for you. Whoever runs it can give you the demo accounts:
      </Text>
      <Code block ta="left" maw="100%" tabIndex={0} aria-label="Command">
        {`npm run db:seed -- --subject ${shellQuoted(subject)}`}
      </Code>
    </Notice>
  )
}

/** A text quoted for a shell: a subject may hold a bar or a quote, which a shell would interpret. */
function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
