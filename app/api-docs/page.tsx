import { Anchor, Text } from '@mantine/core'
import type { Metadata } from 'next'
import { BareFrame } from '@/app/_ui/bare-frame'
import { PageFrame } from '@/app/_ui/page-frame'
import classes from './api-docs.module.css'
import { OperationCard } from './operation-card'
import { operationsByTag, security } from './read-document'

export const metadata: Metadata = { title: 'API' }

/** The description of the API for people, drawn from the same document that programs read. */
export default function ApiDocsPage() {
  return (
    <BareFrame>
      <PageFrame
        title="The bank’s API"
        lead={
          <>
            Every route, what it takes and what it answers. For programs:{' '}
            <Anchor href="/api/openapi.json">openapi.json</Anchor> (OpenAPI 3.1).
          </>
        }
      >
        <Text maw={720}>
          Money is a decimal string with all decimals of its currency. Errors are problem documents (RFC 9457) whose{' '}
          <code>code</code> stays as it is.
        </Text>
        <dl className={classes.list}>
          {security.map(({ name, description }) => (
            <div key={name}>
              <dt>
                <code>{name}</code>
              </dt>
              <dd>{description}</dd>
            </div>
          ))}
        </dl>
        {operationsByTag.map(({ tag, operations }) => (
          <section key={tag} aria-label={tag} className={classes.section}>
            <h2 className={classes.heading}>{tag}</h2>
            {operations.map((operation) => (
              <OperationCard key={operation.id} {...operation} />
            ))}
          </section>
        ))}
      </PageFrame>
    </BareFrame>
  )
}
