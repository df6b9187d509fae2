import type { ReactNode } from 'react'
import { SignedInShell } from '@/app/_ui/signed-in-shell'

export default function ChatLayout({ children }: { children: ReactNode }) {
  return <SignedInShell>{children}</SignedInShell>
}
