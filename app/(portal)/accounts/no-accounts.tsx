import { Code, Text } from '@mantine/core'
import { IconWallet } from '@tabler/icons-react'
import { Notice } from '@/app/_ui/notices'

/** For somebody of another tenant who has signed in for the first time. */
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

/** A subject may hold a bar or a quote, which a shell would take for its own. */
function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
