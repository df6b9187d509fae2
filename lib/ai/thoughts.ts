import { TAKEN_BACK } from './taken-back'

/** What models call their reasoning, where they put it between tags. */
const NAMES = [
  'think(?:ing)?|thoughts?|reason(?:ing)?|reflection|analysis|scratchpad|antthinking',
  'inner_(?:monologue|thoughts?)|chain_of_thought|cot',
].join('|')
/** A name, perhaps in a name space, and what may stand behind it: attributes, blanks, a further part of the name. */
const NAMED = `(?:\\w{1,20}:)?(?:${NAMES})(?![a-z])[^<>]{0,100}`

/** Each spelling is bounded, so that looking for it takes time in proportion to the text. */
const OPENS = [
  `<[\\s|]{0,3}${NAMED}(?<!/)>`,
  '\\[think(?:ing)?\\]|◁think▷|<\\|begin_of_thought\\|>|<unused94>(?:thought)?',
  '<\\|channel\\|>\\s{0,3}(?:analysis|commentary)[^<]{0,80}<\\|message\\|>',
]
const CLOSES = [`<[\\s|]{0,3}/\\s{0,3}${NAMED}>`, '\\[/think(?:ing)?\\]|◁/think▷|<\\|end_of_thought\\|>']
/** Marks of a model's template. They are never words; some of them end a thought. */
const ENDS = ['<\\|end\\|>|<unused95>']
const FILLS = [
  `<${NAMED}/>`,
  '<\\|channel\\|>\\s{0,3}final[^<]{0,40}<\\|message\\|>',
  '<\\|start\\|>[^<]{0,40}(?=<)',
  '<\\|(?!channel|start)[a-z_]{1,30}\\|>',
]

const TAG = new RegExp(
  `(?<opens>${OPENS.join('|')})|(?<closes>${CLOSES.join('|')})|(?<ends>${ENDS.join('|')})|(?<fills>${FILLS.join('|')})`,
  'iu',
)
/** The end of a text that may be the beginning of a tag. */
const HALF =
  /(?:<\|(?:channel|start)\|>[^<]{0,100}(?:<[a-z|]{0,10})?|<[\s|/]{0,6}(?:[\w:|-]{1,45}(?:\s[^<>]{0,100})?)?|\[\/?[a-z]{0,8}|◁\/?[a-z]{0,5})$/iu

const LINE_CHARACTERS_MAX = 300

/**
 * Parts a model's words from its thoughts, of which no word is shown, stored or sent again. Tags count in any spelling and
 * case, whatever pieces they come in. They do not count in a table, a list, a quotation or code: there stand memos, which
 * other people write, and with which nobody shall hide what stands beside them.
 */
export class Thoughts {
  /** The end of what was heard, which may be the beginning of a tag. */
  #held = ''
  #hasWords = false
  /** The present line of the words. */
  #line = ''
  #isCode = false
  #isThinking = false
  /** How many ends the thought still lacks, for it may hold others. Some only speak of a tag, and lack one for ever. */
  #depth = 0
  /** What is given back as words if the thought never ends: what follows its last inner end, or all of it, or nothing. */
  #doubtful: string | null = null

  /** @returns the words in the next piece of a text, `TAKEN_BACK` before them where all so far turn out to be thoughts */
  hear(piece: string): string {
    let rest = this.#held + piece
    let words = ''
    for (let tag = TAG.exec(rest); tag; tag = TAG.exec(rest)) {
      words += this.#pass(rest.slice(0, tag.index)) + this.#meet(tag)
      rest = rest.slice(tag.index + tag[0].length)
    }
    const at = HALF.exec(rest)?.index ?? rest.length
    this.#held = rest.slice(at)
    return words + this.#pass(rest.slice(0, at))
  }

  /** @returns the words that were held back, now that the text is over */
  end(): string {
    const held = this.#held
    this.#held = ''
    if (!this.#isThinking) return this.#say(held)
    const given = this.#doubtful === null ? '' : this.#doubtful + held
    this.#isThinking = false
    return this.#say(given)
  }

  #pass(text: string): string {
    if (!this.#isThinking) return this.#say(text)
    if (this.#doubtful !== null) this.#doubtful += text
    return ''
  }

  #meet({ groups = {}, 0: tag }: RegExpExecArray): string {
    if (this.#isThinking) return this.#think(tag, groups)
    if (groups.ends || groups.fills) return ''
    if (this.#isQuoting()) return this.#say(tag)
    // The beginning of the thought was the template's, and not the model's to write.
    if (groups.closes) return this.#takeBack()
    this.#isThinking = true
    this.#depth = 1
    this.#doubtful = this.#line.trim() === '' ? null : tag
    return ''
  }

  #think(tag: string, groups: Record<string, string | undefined>): string {
    if (groups.opens) this.#depth += 1
    if (!groups.closes && !groups.ends) return this.#pass(tag)
    this.#depth -= 1
    this.#isThinking = this.#depth > 0
    this.#doubtful = ''
    return ''
  }

  #takeBack(): string {
    if (!this.#hasWords) return ''
    this.#hasWords = false
    this.#line = ''
    return TAKEN_BACK
  }

  #isQuoting(): boolean {
    const isOfList = /^\s*(?:[|>*+-]|\d+[.)]\s)/.test(this.#line)
    return this.#isCode || isOfList || this.#line.split('`').length % 2 === 0
  }

  #say(text: string): string {
    const words = this.#hasWords ? text : text.trimStart()
    if (words === '') return ''
    this.#hasWords = true
    const lines = (this.#line + words).split('\n')
    this.#line = (lines.pop() ?? '').slice(0, LINE_CHARACTERS_MAX)
    if (lines.filter((line) => /^\s*(?:```|~~~)/.test(line)).length % 2 === 1) this.#isCode = !this.#isCode
    return words
  }
}
