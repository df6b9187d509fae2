import classes from './api-docs.module.css'
import type { ShownOperation } from './read-document'

/** One operation: a line when closed, all its details when open. It needs no script. */
export function OperationCard({
  id,
  method,
  path,
  summary,
  description,
  trust,
  fields,
  body,
  answers,
}: ShownOperation) {
  return (
    <details id={id} className={classes.card}>
      <summary className={classes.summary}>
        <span className={classes.method}>{method}</span>
        <code className={classes.path}>{path}</code>
        <span className={classes.soft}>{summary}</span>
      </summary>
      <div className={classes.inside}>
        {description && <p>{description}</p>}
        <p className={classes.soft}>Trusts: {trust}</p>
        {fields.length > 0 && (
          <>
            <h3>Parameters</h3>
            <dl className={classes.list}>
              {fields.map(({ name, where, description: says }) => (
                <div key={`${where} ${name}`}>
                  <dt>
                    <code>{name}</code> <span className={classes.soft}>{where}</span>
                  </dt>
                  {says && <dd>{says}</dd>}
                </div>
              ))}
            </dl>
          </>
        )}
        {body && (
          <>
            <h3>Body</h3>
            <Shape text={body} label={`Body of ${method} ${path}`} />
          </>
        )}
        <h3>Answers</h3>
        <dl className={classes.list}>
          {answers.map(({ status, says, shape }) => (
            <div key={status}>
              <dt>
                <code>{status}</code>
              </dt>
              <dd>
                {says.map((line) => (
                  <div key={line}>{line}</div>
                ))}
                {shape && <Shape text={shape} label={`Answer ${status} of ${method} ${path}`} />}
              </dd>
            </div>
          ))}
        </dl>
      </div>
    </details>
  )
}

/** A text box that scrolls, which must therefore be reachable by keyboard. */
function Shape({ text, label }: { text: string; label: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls
    <section className={classes.shape} tabIndex={0} aria-label={label}>
      <pre>{text}</pre>
    </section>
  )
}
