import { ActionIcon, Indicator } from '@mantine/core'
import { IconArrowDown } from '@tabler/icons-react'
import { useWords } from '@/app/_ui/spoken'
import classes from './thread.module.css'

/** The button that leads to the end of a chat, with a mark where something new has come there. */
export function NewestButton({ news, onPress }: { news: boolean; onPress: () => void }) {
  return (
    <Indicator disabled={!news} className={classes.newest} size={12} offset={4}>
      <ActionIcon
        variant="default"
        size={40}
        radius="xl"
        aria-label={useWords().chat.message.newest}
        data-news={news}
        onClick={onPress}
      >
        <IconArrowDown size={18} aria-hidden />
      </ActionIcon>
    </Indicator>
  )
}
