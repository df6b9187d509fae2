import { type ComponentType, lazy, type ReactNode, Suspense } from 'react'
import { LoadFailure } from './load-failure'

/**
 * A part of the page that few need: its script is loaded once it is shown. Where the script cannot be had, the page can be loaded again.
 * @param meanwhile what stands in its place until it is there
 */
export function loadedLater<P extends object>(load: () => Promise<ComponentType<P>>, meanwhile: ReactNode = null) {
  const Part = lazy(
    (): Promise<{ default: ComponentType<P> }> =>
      load().then(
        (part) => ({ default: part }),
        (error: unknown) => ({ default: () => <LoadFailure error={error} retry={() => window.location.reload()} /> }),
      ),
  )
  return (props: P) => (
    <Suspense fallback={meanwhile}>
      <Part {...props} />
    </Suspense>
  )
}
