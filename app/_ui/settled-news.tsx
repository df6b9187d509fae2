'use client'

import { useEffect, useRef } from 'react'
import { useSpeech } from './spoken'
import { useWaitingApprovals } from './use-bank'

/** Loaded once there is something to tell. Where it cannot be had, the approvals page still tells it. */
const load = () => import('./tell-end').catch(() => null)

/** Tells on any page how an approval has ended that waited before, unless the page shows it itself. */
export function SettledNews() {
  const { waiting } = useWaitingApprovals()
  const speech = useSpeech()
  const before = useRef<string[]>([])
  useEffect(() => {
    if (!waiting) return
    const now = waiting.map(({ id }) => id)
    const gone = before.current.filter((id) => !now.includes(id))
    before.current = now
    for (const id of gone) void load().then((loaded) => loaded?.tellEnd(id, speech))
  }, [waiting, speech])
  return null
}
