import type { Page } from '@playwright/test'

interface Renders {
  /** Times that a message was drawn again that had stood there before. */
  earlier: number
  /** Times that one was drawn that has come since. */
  newest: number
}

/**
 * Counts from now on how often React draws the chat's messages, whatever it then changes on the page. Reads React's own
 * tree by the hook that its developer tools use (`onCommitFiberRoot`); the page has to be loaded after `watchRenders`.
 */
export async function countRenders(page: Page): Promise<() => Promise<Renders>> {
  await page.evaluate(() => {
    const w = window as unknown as Watched
    w.bainkKnown = new Set(w.bainkSeen)
    w.bainkRenders = { earlier: 0, newest: 0 }
  })
  return () => page.evaluate(() => (window as unknown as Watched).bainkRenders)
}

interface Watched {
  bainkSeen: Set<string>
  bainkKnown: Set<string>
  bainkRenders: Renders
  __REACT_DEVTOOLS_GLOBAL_HOOK__: unknown
}

interface Fiber {
  flags: number
  memoizedProps: { message?: { id: string } } | null
  alternate: Fiber | null
  child: Fiber | null
  sibling: Fiber | null
  type: unknown
}

/** To be called before the page is opened. */
export async function watchRenders(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const PERFORMED_WORK = 1
    const w = window as unknown as Watched
    w.bainkSeen = new Set()
    w.bainkKnown = new Set()
    w.bainkRenders = { earlier: 0, newest: 0 }
    const note = (id: string, fiber: Fiber): void => {
      w.bainkSeen.add(id)
      // A fiber that was not worked on in this commit is the very one of the commit before.
      const worked = drawn.get(id) !== fiber && (fiber.flags & PERFORMED_WORK) !== 0
      if (worked) w.bainkRenders[w.bainkKnown.has(id) ? 'earlier' : 'newest']++
      drawn.set(id, fiber)
    }
    const visit = (fiber: Fiber | null): void => {
      for (let at = fiber; at; at = at.sibling) {
        const id = typeof at.type === 'string' ? undefined : at.memoizedProps?.message?.id
        if (id) note(id, at)
        else visit(at.child)
      }
    }
    const drawn = new Map<string, Fiber>()
    w.__REACT_DEVTOOLS_GLOBAL_HOOK__ = {
      supportsFiber: true,
      inject: () => 1,
      onCommitFiberUnmount: () => {},
      onCommitFiberRoot: (_id: number, root: { current: Fiber }) => visit(root.current),
    }
  })
}
