// A dictionary holds sentences. `{name}` in one stands for a value, `<link>…</link>` for words that an element is put
// around, and a sentence that depends on `{count}` has one text for each plural form of the language.

type Values<S extends string> = S extends `${string}{${infer Value}}${infer Rest}` ? Value | Values<Rest> : never
type Tags<S extends string> = S extends `${string}</${infer Tag}>${infer Rest}` ? Tag | Tags<Rest> : never
type Blanks<S extends string> = Values<S> | `<${Tags<S>}>`

/** Texts by the plural form of `count`, in the categories of `Intl.PluralRules`. English and German have these two. */
export interface Plural {
  one: string
  other: string
}

declare const blanks: unique symbol

/** A sentence that is no text yet: it takes values, and elements for its tags. */
export interface Template<Value extends string, Tag extends string = never> {
  readonly [blanks]: { value: Value; tag: Tag }
}

/** What a page sees of the English dictionary: texts, and templates where something is left blank. */
export type Shown<E> = E extends string
  ? [Blanks<E>] extends [never]
    ? string
    : Template<Values<E>, Tags<E>>
  : E extends Plural
    ? Template<Values<E['one' | 'other']> | 'count', Tags<E['other']>>
    : { readonly [K in keyof E]: Shown<E[K]> }

/** `unknown` where `D` has every sentence of `E` with the same blanks, and no other sentence; a type error otherwise. */
type SameAs<E, D> = E extends string
  ? D extends string
    ? [Blanks<E>, Blanks<D>] extends [Blanks<D>, Blanks<E>]
      ? unknown
      : { needs: Blanks<E> }
    : string
  : { [K in keyof E]: K extends keyof D ? SameAs<E[K], D[K]> : E[K] } & { [K in Exclude<keyof D, keyof E>]: never }

/** Takes a dictionary in another language, and lets the compiler compare it with the English one. */
export const translationOf =
  <E>() =>
  <const D>(dictionary: D & SameAs<E, D>): D =>
    dictionary
