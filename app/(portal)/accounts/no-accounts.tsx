import { Code, Text } from '@mantine/core'
import { IconWallet } from '@tabler/icons-react'
import { Notice } from '@/app/_ui/notice'
import { useWords } from '@/app/_ui/spoken'

/** The page of a customer without accounts, such as a customer of another tenant at the first sign-in. */
export function NoAccounts({ subject }: { subject: string }) {
  const { none } = useWords().accounts
  return (
    <Notice icon={<IconWallet size={28} aria-hidden />} title={none.title}>
      <Text c="dimmed">{none.text}</Text>
      <Code block ta="left" maw="100%" tabIndex={0} aria-label={none.command}>
        {`npm run db:seed -- --subject ${shellQuoted(subject)}`}
      </Code>
    </Notice>
  )
}

/** A text quoted for a shell: a subject may hold a bar or a quote, which a shell would interpret. */
function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
