import { Menu } from '@mantine/core'
import { IconFileCode, IconFileSpreadsheet, IconFileText, IconPrinter } from '@tabler/icons-react'
import { withPageCustomer } from '@/app/_ui/page-customer'
import { useOpenAtOnce } from '@/app/_ui/use-open-at-once'
import { FilesButton } from './files-button'
import type { Filter } from './use-filter'

const FILES = [
  { extension: 'pdf', words: 'PDF', Icon: IconFileText },
  { extension: 'csv', words: 'CSV, for spreadsheets', Icon: IconFileSpreadsheet },
  { extension: 'xml', words: 'XML (camt.053)', Icon: IconFileCode },
]

export interface FilesMenuProps {
  accountId: string
  filter: Filter
}

/** The menu with the statement's files, which opens as soon as it is there. */
export function FilesMenu({ accountId, filter: { from, to } }: FilesMenuProps) {
  const { button, opened, setOpened } = useOpenAtOnce()
  const period = new URLSearchParams({ ...(from && { from }), ...(to && { to }) })
  const query = period.size > 0 ? `?${period}` : ''
  return (
    <Menu position="bottom-end" opened={opened} onChange={setOpened}>
      <Menu.Target>
        <FilesButton ref={button} />
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{period.size > 0 ? 'The days chosen' : 'Everything'}</Menu.Label>
        {FILES.map(({ extension, words, Icon }) => (
          <Menu.Item
            key={extension}
            component="a"
            href={withPageCustomer(`/api/accounts/${accountId}/statement.${extension}${query}`)}
            download
            leftSection={<Icon size={16} aria-hidden />}
          >
            {words}
          </Menu.Item>
        ))}
        <Menu.Item onClick={() => window.print()} leftSection={<IconPrinter size={16} aria-hidden />}>
          Print
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
