import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { expect, test } from 'vitest'

const MODULES = 'node_modules/@mantine/core/esm'
const STYLES = 'app/_ui/mantine.css'

const filesIn = (folder: string, ending: RegExp) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => ending.test(name))
    .map((name) => join(folder, name))

/** The names that the pages import of Mantine. */
function imported(): Set<string> {
  const lists = filesIn('app', /\.tsx?$/).flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/import \{([^}]*)\} from '@mantine\/core'/g)].map(
      ([, names = '']) => names,
    ),
  )
  return new Set(lists.flatMap((names) => names.split(',').map((name) => name.trim().replace('type ', ''))))
}

/** The styles that a module of Mantine draws with, and those of all that it imports. */
function stylesOf(file: string, seen: Set<string>): string[] {
  if (seen.has(file) || !existsSync(file)) return []
  seen.add(file)
  if (file.endsWith('.module.mjs')) return [basename(file, '.module.mjs')]
  const imports = [...readFileSync(file, 'utf8').matchAll(/from\s*"(\.[^"]+)"/g)].map(([, path = '']) => path)
  return imports.flatMap((path) => stylesOf(join(dirname(file), path), seen))
}

test('the pages bring the styles of every part of Mantine that they use, in Mantine’s order, and of no other', () => {
  const names = imported()
  const seen = new Set<string>()
  const used = filesIn(MODULES, /\.mjs$/)
    .filter((file) => names.has(basename(file, '.mjs')))
    .flatMap((file) => stylesOf(file, seen))
  const whole = readFileSync('node_modules/@mantine/core/styles.css', 'utf8')
  const own = (name: string) => readFileSync(`node_modules/@mantine/core/styles/${name}.css`, 'utf8').trim()
  const inOrder = [...new Set([...used, 'baseline', 'default-css-variables', 'global'])].sort(
    (one, other) => whole.indexOf(own(one).slice(0, 60)) - whole.indexOf(own(other).slice(0, 60)),
  )
  const brought = [...readFileSync(STYLES, 'utf8').matchAll(/styles\/([\w-]+)\.css/g)].map(([, name]) => name)
  expect(brought).toEqual(inOrder)
})
