import { Menu } from '@mantine/core'
import { IconFileCode, IconFileSpreadsheet, IconFileText, IconPrinter } from '@tabler/icons-react'
import { useWords } from '@/app/_ui/spoken'
import { useFile } from '@/app/_ui/use-file'
import { useOpenAtOnce } from '@/app/_ui/use-open-at-once'
import { FilesButton } from './files-button'
import type { Filter } from './use-filter'

const FILES = [
  { extension: 'pdf', Icon: IconFileText },
  { extension: 'csv', Icon: IconFileSpreadsheet },
  { extension: 'xml', Icon: IconFileCode },
] as const

export interface FilesMenuProps {
  accountId: string
  filter: Filter
}

/** The menu with the statement's files, which opens as soon as it is there. */
export function FilesMenu({ accountId, filter: { from, to } }: FilesMenuProps) {
  const { files: words } = useWords().statement
  const file = useFile()
  const { button, opened, setOpened } = useOpenAtOnce()
  const period = new URLSearchParams({ ...(from && { from }), ...(to && { to }) })
  const query = period.size > 0 ? `?${period}` : ''
  return (
    <Menu position="bottom-end" opened={opened} onChange={setOpened}>
      <Menu.Target>
        <FilesButton ref={button} />
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{period.size > 0 ? words.chosenDays : words.everything}</Menu.Label>
        {FILES.map(({ extension, Icon }) => (
          <Menu.Item
            key={extension}
            component="a"
            {...file(`/api/accounts/${accountId}/statement.${extension}${query}`)}
            leftSection={<Icon size={16} aria-hidden />}
          >
            {words[extension]}
          </Menu.Item>
        ))}
        <Menu.Item onClick={() => window.print()} leftSection={<IconPrinter size={16} aria-hidden />}>
          {words.print}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
