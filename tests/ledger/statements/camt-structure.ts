/** The children of an element in their order: a name, with `?` for one that may be missing, `*` for any number, `+` for some. */
const CHILDREN: Record<string, string[]> = {
  Document: ['BkToCstmrStmt'],
  BkToCstmrStmt: ['GrpHdr', 'Stmt+'],
  GrpHdr: ['MsgId', 'CreDtTm'],
  Stmt: ['Id', 'ElctrncSeqNb?', 'CreDtTm?', 'FrToDt?', 'Acct', 'Bal+', 'TxsSummry?', 'Ntry*'],
  FrToDt: ['FrDtTm', 'ToDtTm'],
  Acct: ['Id', 'Tp?', 'Ccy?', 'Nm?', 'Ownr?'],
  'Acct/Id': ['Othr'],
  Othr: ['Id'],
  Ownr: ['Nm?'],
  Bal: ['Tp', 'Amt', 'CdtDbtInd', 'Dt'],
  Tp: ['CdOrPrtry'],
  CdOrPrtry: ['Cd'],
  'Bal/Dt': ['Dt'],
  Ntry: ['NtryRef?', 'Amt', 'CdtDbtInd', 'Sts', 'BookgDt?', 'ValDt?', 'AcctSvcrRef?', 'BkTxCd', 'NtryDtls*'],
  Sts: ['Cd'],
  BookgDt: ['DtTm'],
  ValDt: ['Dt'],
  BkTxCd: ['Domn'],
  Domn: ['Cd', 'Fmly'],
  Fmly: ['Cd', 'SubFmlyCd'],
  NtryDtls: ['TxDtls*'],
  TxDtls: ['Refs?', 'Amt?', 'CdtDbtInd?', 'RltdPties?', 'RmtInf?'],
  Refs: ['AcctSvcrRef?'],
  RltdPties: ['Dbtr?', 'Cdtr?'],
  Dbtr: ['Pty'],
  Cdtr: ['Pty'],
  Pty: ['Nm?'],
  RmtInf: ['Ustrd*'],
}
const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/
const TEXTS: Record<string, RegExp> = {
  MsgId: /^.{1,35}$/su,
  Id: /^.{1,35}$/su,
  NtryRef: /^.{1,35}$/su,
  AcctSvcrRef: /^.{1,35}$/su,
  Nm: /^.{1,140}$/su,
  Ustrd: /^.{1,140}$/su,
  Cd: /^.{1,4}$/,
  SubFmlyCd: /^.{1,4}$/,
  Ccy: /^[A-Z]{3}$/,
  Amt: /^\d{1,18}(\.\d{1,5})?$/,
  CdtDbtInd: /^(CRDT|DBIT)$/,
  Dt: /^\d{4}-\d\d-\d\d$/,
  DtTm: DATE_TIME,
  CreDtTm: DATE_TIME,
  FrDtTm: DATE_TIME,
  ToDtTm: DATE_TIME,
}

export interface Element {
  name: string
  attributes: string
  children: Element[]
  text: string
}

/** Reads XML without comments, CDATA or processing instructions. @throws Error where it is not well formed */
export function readXml(xml: string): Element {
  const root: Element = { name: '', attributes: '', children: [], text: '' }
  const open = [root]
  const body = xml.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\s*/, '').trim()
  const parts = body.matchAll(/<(\/?)([A-Za-z]+)((?: [A-Za-z]+="[^"<]*")*)>|([^<]+)|(<)/g)
  for (const [, isEnd, name, attributes = '', text, stray] of parts) {
    const here = open.at(-1)
    if (!here || stray) throw new Error('not well formed')
    if (text !== undefined) here.text += unescaped(text)
    else if (!isEnd) {
      const element = { name: name ?? '', attributes, children: [], text: '' }
      here.children.push(element)
      open.push(element)
    } else if (open.pop()?.name !== name) throw new Error(`</${name}> ends nothing`)
  }
  const [document] = root.children
  if (open.length !== 1 || !document) throw new Error('an element has no end')
  return document
}

function unescaped(text: string): string {
  if (/&(?!(amp|lt|gt);)/.test(text)) throw new Error('a bare ampersand')
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
}

/** Every breach of the structure of camt.053.001.08, for the elements that the bank writes: an unknown one is a breach. */
export function structureProblems(element: Element, parent = ''): string[] {
  const { name, children, text } = element
  const order = children.length > 0 ? (CHILDREN[`${parent}/${name}`] ?? CHILDREN[name]) : undefined
  if (!order) {
    const pattern = TEXTS[name]
    if (!pattern || children.length > 0) return [`${parent}/${name} is unknown`]
    return pattern.test(text) ? [] : [`${parent}/${name} holds ${JSON.stringify(text)}`]
  }
  const wanted = order.map((each) => `(${each.replace(/[?*+]$/, '')} )${/[?*+]$/.exec(each)?.[0] ?? ''}`).join('')
  const names = children.map((child) => `${child.name} `).join('')
  const here = new RegExp(`^${wanted}$`).test(names) ? [] : [`${parent}/${name} has ${names}`]
  return [...here, ...children.flatMap((child) => structureProblems(child, name))]
}
