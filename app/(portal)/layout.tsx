import type { ReactNode } from 'react'
import { SignedInShell } from '@/app/_ui/signed-in-shell'

export default function PortalLayout({ children }: { children: ReactNode }) {
  return <SignedInShell>{children}</SignedInShell>
}
